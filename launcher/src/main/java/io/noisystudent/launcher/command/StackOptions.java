package io.noisystudent.launcher.command;

import io.noisystudent.launcher.stack.StackPorts;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a local stack listens, where its services are, and what they run on. */
final class StackOptions {
    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "Added to the usual ports: broker 9092, store 9000, services 8080 to 8083.")
    private int portOffset;

    @Option(names = "--free-ports", description = "Take any free ports instead.")
    private boolean freePorts;

    @Option(
            names = "--gpu",
            description =
                    "Label on CUDA; the start script looks for the driver and the libraries first. Trainers use the CPU.")
    private boolean gpu;

    /** The start script says where it lies. */
    static Path installation() {
        return Path.of(System.getProperty("noisystudent.installation", "."));
    }

    boolean gpu() {
        return gpu;
    }

    StackPorts ports() {
        return freePorts ? StackPorts.free() : StackPorts.usual(portOffset);
    }
}
