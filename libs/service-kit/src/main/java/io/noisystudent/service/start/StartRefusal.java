package io.noisystudent.service.start;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.quarkus.runtime.LaunchMode;
import java.util.function.IntConsumer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a start that the broker, the store or a file does not allow; {@link ServiceMain} finds the rest before. */
public final class StartRefusal {
    private static final Logger LOG = LoggerFactory.getLogger(StartRefusal.class);

    private StartRefusal() {}

    /**
     * Takes a step of the start; when it is refused, says so in the log, and ends the process with status 2, or 3 after
     * {@code DEVICE_FAILED}.
     */
    public static void guard(Runnable step) {
        String service = ConfigProvider.getConfig()
                .getOptionalValue("quarkus.application.name", String.class)
                .orElse("the service");
        // A test goes on after a refused start.
        boolean alone = LaunchMode.current() == LaunchMode.NORMAL;
        guard(service, step, alone ? Runtime.getRuntime()::halt : status -> {});
    }

    /** @param end ends the process, with a status */
    static void guard(String service, Runnable step, IntConsumer end) {
        try {
            step.run();
        } catch (NoisyStudentException e) {
            LOG.error("{} does not start. {}", service, e.describe());
            // Nothing runs yet. An exception that prevents further steps would only leave a process that does nothing,
            // and any other would hide the line that says what to do behind its stack trace.
            // A device that failed may serve another process, as after a failure of a run.
            end.accept(e.code() == ErrorCode.DEVICE_FAILED ? ExitStatus.LOST : ExitStatus.REFUSED);
            throw e;
        }
    }
}
