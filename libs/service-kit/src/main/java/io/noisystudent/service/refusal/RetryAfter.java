package io.noisystudent.service.refusal;

/** What a service that has too much to do at once says of when to ask again. */
public final class RetryAfter {
    /** The value of the header {@code Retry-After}. */
    public static final String SECONDS = "2";

    private RetryAfter() {}
}
