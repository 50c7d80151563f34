#ifndef CSTACK_H
#define CSTACK_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Calls a function on a thread of its own that has a stack of so many bytes, and waits for its
/// end. Returns false, and has called nothing, where no such thread can be had.
bool cstack_call(size_t bytes, void (*_Nonnull body)(void *_Nullable), void *_Nullable context);

#ifdef __cplusplus
}
#endif

#endif
