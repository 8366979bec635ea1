#include "CEncoder.h"
