package io.noisystudent.trainer.config;

import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Checks the settings and the pipeline before anything starts, so that a mistake in them costs no stack trace. */
@QuarkusMain
public final class Main {
    /** The exit status of a refusal that a person can act on. */
    static final int REFUSED = 2;

    private Main() {}

    /** Starts the service, or with {@code replay VERSION} trains that version again. */
    public static void main(String[] arguments) {
        SmallRyeConfigBuilder settings = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .addSystemSources();
        List<String> problems = problems(settings);
        if (!problems.isEmpty()) {
            refuse(System.err, problems);
            System.exit(REFUSED);
        }
        if (arguments.length == 2 && arguments[0].equals("replay")) {
            System.exit(new ReplayCommand(settings.build(), System.out).run(arguments[1]));
        }
        Quarkus.run(arguments);
    }

    /** All at once; the pipeline cannot be looked for when the settings cannot be read. */
    static List<String> problems(SmallRyeConfigBuilder settings) {
        TrainerConfig config;
        try {
            SmallRyeConfig sources = settings.withMapping(TrainerConfig.class)
                    .withMappingIgnore("noisystudent.**")
                    .build();
            config = sources.getConfigMapping(TrainerConfig.class);
        } catch (ConfigValidationException e) {
            return IntStream.range(0, e.getProblemCount())
                    .mapToObj(problem -> e.getProblem(problem).getMessage())
                    .toList();
        }
        List<String> problems = new ArrayList<>(Settings.problems(config));
        try {
            PipelineConfigReader.read(config.pipeline().file(), Networks::isKnown);
        } catch (NoisyStudentException e) {
            problems.add(e.describe());
        }
        return problems;
    }

    /** The logger is not there yet, and this is for a person. */
    private static void refuse(PrintStream terminal, List<String> problems) {
        terminal.println("student-trainer does not start.");
        problems.forEach(terminal::println);
    }
}
