// A C face of RE2: what tagq needs of it, and nothing else.
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled expression. It may be used from many threads at once.
typedef struct cre2_pattern cre2_pattern;

/// Compiles `text`. Always returns an object to be given to `cre2_free`; ask `cre2_error` first.
cre2_pattern *_Nonnull cre2_compile(const char *_Nullable text, size_t length,
                                    bool ignores_case, long long memory_limit);
void cre2_free(cre2_pattern *_Nullable pattern);

/// What is wrong with the expression, or NULL. It lives as long as the pattern.
const char *_Nullable cre2_error(const cre2_pattern *_Nonnull pattern);
/// The part of the expression that is wrong (may be empty). It lives as long as the pattern.
const char *_Nonnull cre2_error_part(const cre2_pattern *_Nonnull pattern);

/// The number of capturing groups.
int cre2_group_count(const cre2_pattern *_Nonnull pattern);

/// Whether the expression matches anywhere in the text.
bool cre2_matches(const cre2_pattern *_Nonnull pattern, const char *_Nullable text, size_t length);

/// The place of group `group` in the first match from `start` on. Returns false without a match;
/// `*first` is -1 where the group took no part in it.
bool cre2_find(const cre2_pattern *_Nonnull pattern, const char *_Nullable text, size_t length,
               size_t start, int group, long *_Nonnull first, long *_Nonnull end);

/// Replaces every match. Returns NULL where the result has more than `limit` bytes. It has
/// `*result_length` bytes and is to be freed with `cre2_free_text`.
char *_Nullable cre2_replace_all(const cre2_pattern *_Nonnull pattern, const char *_Nullable text,
                                 size_t length, const char *_Nullable rewrite,
                                 size_t rewrite_length, size_t limit,
                                 size_t *_Nonnull result_length);

/// The least and the greatest text, by bytes, that the expression can match as a whole, each of them
/// cut to at most `length` bytes. Returns false where nothing is known; else both are to be freed with
/// `cre2_free_text`.
bool cre2_match_range(const cre2_pattern *_Nonnull pattern, int length,
                      char *_Nullable *_Nonnull least, size_t *_Nonnull least_length,
                      char *_Nullable *_Nonnull greatest, size_t *_Nonnull greatest_length);

/// Frees a text that one of these functions made.
void cre2_free_text(char *_Nullable text);

#ifdef __cplusplus
}
#endif
#endif
