package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.launcher.console.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a version of a running pipeline adapted to the size that is served. */
@Command(
        name = "fixres",
        mixinStandardHelpOptions = true,
        description =
                "Adapt classifier and last normalization of a version to the size that is served, in a generation of"
                        + " its own; the gate decides about the result as about a student. curriculum.fixres in pipeline.yaml"
                        + " says for how many steps.")
final class FixResCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "VERSION", description = "Number of the version, see the command models.")
    private int version;

    @Mixin
    private TeacherOption teacher = new TeacherOption();

    FixResCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (version < 1) {
            throw new ParameterException(spec.commandLine(), "VERSION is " + version + "; the first one is 1");
        }
        JsonNode plan = teacher.client().post("/fixres/" + version, Map.of()).path("plan");
        terminal.line(
                "generation %s is open: %s; the command status shows what comes of it",
                plan.path("id").asText(), plan.path("reason").asText());
        return 0;
    }
}
