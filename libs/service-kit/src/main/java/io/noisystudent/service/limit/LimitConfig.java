package io.noisystudent.service.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a client may take: the group {@code noisystudent.limits} of every service. See {@code docs/limits.md}. */
public interface LimitConfig {
    /** The largest body of a request, except on the routes that say otherwise. */
    @WithDefault("1M")
    MemorySize body();

    /** The largest body of the routes whose JSON grows with the problem: evaluations, inference. */
    @WithDefault("8M")
    MemorySize largeBody();

    /** What all bodies in memory may take together; at least one large body. */
    @WithDefault("16M")
    MemorySize bodiesInMemory();

    /** What answers that wait for their clients may take together, in memory. */
    @WithDefault("64M")
    MemorySize answersInMemory();

    /** What the heads of requests that wait or are worked on may take together, as objects. */
    @WithDefault("32M")
    MemorySize headsInMemory();

    /** Uploads of files that are received or verified at once; each takes a thread. */
    @WithDefault("16")
    int uploads();

    /** Downloads of files that are sent at once; each takes a thread. */
    @WithDefault("64")
    int downloads();

    /** How long a client may pause while it sends a body, or receives an answer. */
    @WithDefault("10s")
    Duration pause();

    /** Bytes per second, on average after the first {@code pause}, below which a transfer is ended. */
    @WithDefault("64K")
    MemorySize minimumRate();

    /** How long a new connection may take to send the head of its first request, TLS included. */
    @WithDefault("10s")
    Duration requestHead();

    /** How long a connection may take from the end of an answer to the head of the next request. */
    @WithDefault("75s")
    Duration keepAlive();

    /**
     * Connections of one address, or of one /64 network of IPv6; 0 for any number. Behind a proxy, all connections come
     * from the proxy's address.
     */
    @WithDefault("512")
    int connectionsPerClient();

    /** Connections altogether. */
    @WithDefault("4096")
    int connections();
}
