package io.noisystudent.contracts.registry;

import io.noisystudent.contracts.error.ErrorCode;

/** The body of every error answer, {@code application/problem+json} (RFC 9457). */
public record Problem(String title, int status, ErrorCode code, String subject, String detail) {}
