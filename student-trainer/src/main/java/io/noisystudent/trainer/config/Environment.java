package io.noisystudent.trainer.config;

import io.noisystudent.learning.torch.Compute;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch;

/** What the lineage of a student says of the machine and the software that made it. */
final class Environment {
    private Environment() {}

    /** @param compute where trainings run */
    static Map<String, String> of(Compute compute) {
        Map<String, String> environment = new TreeMap<>(compute.description());
        environment.put("noisy-student", version(Environment.class, "development"));
        environment.put("libtorch", version(torch.class, "unknown"));
        environment.put("java", System.getProperty("java.runtime.version", "unknown"));
        environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        // The order of floating-point sums differs between processors, and with it the last bits of the weights.
        environment.put("architecture", System.getProperty("os.arch", "unknown"));
        environment.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        return environment;
    }

    /** Names this process: the host, in Kubernetes the pod, and the number of the process there. */
    static String process() {
        String process = "process " + ProcessHandle.current().pid();
        try {
            return InetAddress.getLocalHost().getHostName() + ", " + process;
        } catch (UnknownHostException e) {
            return process;
        }
    }

    private static String version(Class<?> type, String otherwise) {
        return Objects.requireNonNullElse(type.getPackage().getImplementationVersion(), otherwise);
    }
}
