package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The trainer's jar, started to train one version of a running stack again; it reports on standard output.
 *
 * @param tokenFile what to show to the registry
 */
public record TrainerReplay(Path installation, Home home, Addresses addresses, Optional<Path> tokenFile) {
    /** The trainer's exit code. Its warnings are in a log of the home. */
    public int run(int version) throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(ServiceCommands.trainerLine(installation, "replay", Integer.toString(version)));
        builder.environment().putAll(ServiceCommands.TRAINER_ENVIRONMENT);
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", addresses.bootstrapServers());
        builder.environment().put("NOISYSTUDENT_REGISTRY_URL", addresses.registry());
        tokenFile.ifPresent(file -> builder.environment().put("NOISYSTUDENT_REGISTRY_TOKEN_FILE", file.toString()));
        builder.environment()
                .put("NOISYSTUDENT_PIPELINE_FILE", home.pipelineFile().toString());
        builder.environment()
                .put(
                        "NOISYSTUDENT_TRAINER_CACHE_DIRECTORY",
                        home.cache("replay").toString());
        builder.redirectOutput(Redirect.INHERIT);
        builder.redirectError(Redirect.appendTo(home.log("replay").toFile()));
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-replay"));
            return process.waitFor();
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.SERVICE_FAILED, "replay", "cannot be started: " + e.getMessage(), e);
        }
    }
}
