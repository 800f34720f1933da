package io.noisystudent.service.request;

/** Paths that probes ask by the address of a pod, whatever its name: they reveal nothing that a page could use. */
public interface WatchedPaths {
    boolean isWatched(String path);
}
