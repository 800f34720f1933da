package io.noisystudent.service.start;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** In a process of its own, with a shutdown hook as that of a native library which aborts. */
class ServiceEndTest {
    private static final int ABORTED = 134;

    /** @param arguments the status to end with */
    public static void main(String[] arguments) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(ABORTED)));
        ServiceMain.end(Integer.parseInt(arguments[0]));
    }

    @Test
    void shouldRunNoHookOnceADeviceIsLost() throws IOException, InterruptedException {
        assertThat(ended(ExitStatus.LOST)).isEqualTo(ExitStatus.LOST);
    }

    @Test
    void shouldRunHooksOtherwise() throws IOException, InterruptedException {
        assertThat(ended(ExitStatus.DONE)).isEqualTo(ABORTED);
    }

    private static int ended(int status) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServiceEndTest.class.getName(),
                        Integer.toString(status))
                .inheritIO()
                .start()
                .waitFor();
    }
}
