package io.noisystudent.service.request;

/**
 * Requests that may come without a content type while no tokens are on.
 *
 * <p>Only for what changes nothing, and for protocols whose clients send none. A browser names its origin in each of
 * them, so that those of foreign pages are refused all the same.
 */
public interface UntypedPosts {
    /** Whether a {@code POST} to this path may come without a content type. */
    boolean isAllowed(String path);
}
