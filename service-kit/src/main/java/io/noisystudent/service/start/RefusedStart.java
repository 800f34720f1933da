package io.noisystudent.service.start;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a service ends that cannot start as it is configured: one line says why, without a stack trace. */
public final class RefusedStart {
    /** The exit status of a refusal that a person can act on. */
    public static final int STATUS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(RefusedStart.class);

    private RefusedStart() {}

    /**
     * Reports the reason and ends the process with {@link #STATUS}.
     *
     * @return to be thrown, so that nothing else is started
     */
    public static RuntimeException of(String service, NoisyStudentException reason) {
        LOG.error("{} does not start. {}", service, reason.describe());
        // The exception ends the start; a process in which threads run already would stay, and do nothing.
        Quarkus.asyncExit(STATUS);
        return new PreventFurtherStepsException(reason.describe(), STATUS);
    }
}
