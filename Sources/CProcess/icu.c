// The tables of ICU that the program needs, in place of all of them (packaging/icu_data.py, set by scripts/build). The linker takes these,
// because objects come before libraries.
#ifdef AGENT_MEMORY_ICU
#include AGENT_MEMORY_ICU
#endif
