package io.noisystudent.labeler.config;

import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintStream;
import java.nio.file.Path;

/** Checks the pipeline before anything starts, so that a wrong file costs no stack trace. */
@QuarkusMain
public final class Main {
    /** The exit status of a refusal that a person can act on. */
    static final int REFUSED = 2;

    private Main() {}

    /** Starts the service. */
    public static void main(String[] arguments) {
        try {
            PipelineConfigReader.read(pipelineFile(), Networks::isKnown);
        } catch (NoisyStudentException e) {
            refuse(System.err, e);
            System.exit(REFUSED);
        }
        Quarkus.run(arguments);
    }

    /** The logger is not there yet, and this is for a person. */
    private static void refuse(PrintStream terminal, NoisyStudentException reason) {
        terminal.println("labeler-service does not start. " + reason.describe());
    }

    private static Path pipelineFile() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addSystemSources()
                .withDefaultValue("noisystudent.pipeline.file", "pipeline.yaml")
                .build()
                .getValue("noisystudent.pipeline.file", Path.class);
    }
}
