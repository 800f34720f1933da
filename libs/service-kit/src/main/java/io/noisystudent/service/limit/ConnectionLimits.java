package io.noisystudent.service.limit;

import java.time.Duration;

/**
 * What one connection may take.
 *
 * @param requestHead for the first request
 * @param keepAlive between requests
 * @param pace of answers
 * @param body bytes, unless a route allows more
 * @param answers that wait for their clients, of all connections
 * @param heads of requests that wait or are worked on, of all connections
 */
record ConnectionLimits(
        Duration requestHead, Duration keepAlive, Pace pace, long body, BytesInMemory answers, BytesInMemory heads) {
    static ConnectionLimits of(LimitConfig config) {
        return new ConnectionLimits(
                config.requestHead(),
                config.keepAlive(),
                Pace.of(config),
                config.body().asLongValue(),
                new BytesInMemory(config.answersInMemory().asLongValue()),
                new BytesInMemory(config.headsInMemory().asLongValue()));
    }
}
