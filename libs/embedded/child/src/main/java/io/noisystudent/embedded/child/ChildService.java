package io.noisystudent.embedded.child;

/** What a child process runs. */
public interface ChildService {
    /** Starts and returns; the service goes on in threads of its own. */
    void start() throws Exception;

    /** Stops cleanly; called at most once, and also for a service whose start has not returned. */
    void stop() throws Exception;
}
