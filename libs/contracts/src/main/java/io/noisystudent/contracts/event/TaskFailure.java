package io.noisystudent.contracts.event;

import io.noisystudent.contracts.error.ErrorCode;

import static java.util.Objects.requireNonNull;

/**
 * Why a task has no result and never will have one, however often it is tried.
 *
 * @param detail what was found, with the value, and what to do
 */
public record TaskFailure(ErrorCode code, String detail) {
    public TaskFailure {
        requireNonNull(code, "code is null");
        requireNonNull(detail, "detail is null");
    }
}
