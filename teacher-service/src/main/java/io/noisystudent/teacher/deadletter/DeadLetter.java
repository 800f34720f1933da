package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.error.ErrorCode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One letter, without the bytes of its original.
 *
 * @param id {@link DeadLetterId} as text
 * @param at when the record was refused
 * @param subject position of the original as errors name it
 * @param sentAt when the original was sent
 * @param task the task that met the record; empty for a record that is itself a task
 * @param key the sample's id, shortened if it is very long
 * @param size bytes of the original's value
 * @param kept whether the letter has the value; else only the log of the original has it
 * @param headers of the original, as text; long or many ones shortened
 */
public record DeadLetter(
        String id,
        Instant at,
        ErrorCode code,
        String reason,
        String subject,
        Origin origin,
        Instant sentAt,
        String task,
        String generation,
        @Nullable String key,
        @Nullable String contentType,
        long size,
        boolean kept,
        Map<String, String> headers)
        implements Entry {
    public DeadLetter {
        headers = Map.copyOf(headers);
    }
}
