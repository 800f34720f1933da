package io.noisystudent.teacher.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * One letter, and what became of its sample since.
 *
 * @param later what was sent after it; null if nothing was found
 * @param searched whether the whole log was looked through for that; a very long one is not
 */
public record DeadLetterDetails(DeadLetter letter, @Nullable Later later, boolean searched) {}
