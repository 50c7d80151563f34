#include "cstack.h"

#include <pthread.h>

struct call {
  void (*body)(void *);
  void *context;
};

static void *start(void *argument) {
  const struct call *call = argument;
  call->body(call->context);
  return NULL;
}

bool cstack_call(size_t bytes, void (*body)(void *), void *context) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  struct call call = {body, context};
  pthread_t thread;
  const bool is_started = pthread_attr_setstacksize(&attributes, bytes) == 0 &&
                          pthread_create(&thread, &attributes, start, &call) == 0;
  pthread_attr_destroy(&attributes);
  if (is_started) pthread_join(thread, NULL);
  return is_started;
}
