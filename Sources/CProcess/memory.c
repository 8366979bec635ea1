#define _GNU_SOURCE
#include "CProcess.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static int forget_program(struct dl_phdr_info *program, size_t size, void *unused) {
    (void)size;
    (void)unused;
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (size_t i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &program->dlpi_phdr[i];
        // Pages of a segment that can be written to would lose what was written.
        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
        const uintptr_t start = (program->dlpi_addr + segment->p_vaddr + page - 1) / page * page;
        const uintptr_t end = (program->dlpi_addr + segment->p_vaddr + segment->p_filesz) / page * page;
        if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 1; // The first is the program itself; the libraries after it are shared with other processes anyway.
}

void cp_forget_start(void) {
    dl_iterate_phdr(forget_program, 0);
    malloc_trim(0);
}
