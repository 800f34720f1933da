package io.noisystudent.teacher.web;

import org.jspecify.annotations.Nullable;

/**
 * Which letters are sent again; without a filter all of them.
 *
 * @param code of the refusal
 * @param topic of the original: {@code unlabeled}, {@code labeled} or a whole name
 * @param from when the record was last refused, as in {@code 2026-01-31T10:15:00Z}, inclusive
 * @param to exclusive
 * @param limit how many letters one answer is about, 1 to 100; 50 by default
 * @param cursor {@code next} of the answer before
 * @param dryRun only says what would be sent
 */
public record ReplayOrder(
        @Nullable String code,
        @Nullable String topic,
        @Nullable String from,
        @Nullable String to,
        @Nullable Integer limit,
        @Nullable String cursor,
        @Nullable Boolean dryRun) {}
