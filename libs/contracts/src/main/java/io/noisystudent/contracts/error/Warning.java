package io.noisystudent.contracts.error;

import static java.util.Objects.requireNonNull;

/**
 * What a person should know although nothing is refused.
 *
 * @param subject the thing: a network, a key
 * @param message what was found, what it costs and what to do
 */
public record Warning(ErrorCode code, String subject, String message) {
    public Warning {
        requireNonNull(code, "code is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(message, "message is null");
    }

    /** The form for logs and terminals: {@code CODE subject: message}. */
    public String describe() {
        return code + " " + subject + ": " + message;
    }
}
