package io.noisystudent.labeler.inference;

import java.time.Duration;

/**
 * What inference requests may take.
 *
 * @param images most images in one request
 * @param pixels most pixels that the image files of one request may have together
 * @param requests most requests that work or wait at once
 * @param pixelsAtOnce most pixels that are decoded at once for all requests
 * @param turns most requests that work at once
 * @param patience how long a request waits for its turn
 */
public record InferenceLimits(int images, long pixels, int requests, long pixelsAtOnce, int turns, Duration patience) {}
