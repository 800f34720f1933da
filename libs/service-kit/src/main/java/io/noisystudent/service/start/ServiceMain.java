package io.noisystudent.service.start;

import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.service.config.ServiceConfig;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.RuntimeConfigBuilder;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The main method of every service: checks settings and pipeline before anything starts, so that a mistake in them costs
 * no stack trace.
 *
 * @param <C> the settings of the service
 */
public final class ServiceMain<C extends ServiceConfig> {
    private static final String PIPELINE_FILE = "noisystudent.pipeline.file";

    private static final PropertiesConfigSource NO_LOCATIONS =
            new PropertiesConfigSource(Map.of("smallrye.config.locations", ""), "no locations", Integer.MAX_VALUE);

    private final String service;
    private final Class<C> mapping;
    private final Predicate<String> networks;
    private final Function<C, List<String>> check;

    /** A service whose settings are right when they have the right types. */
    public ServiceMain(String service, Class<C> mapping, Predicate<String> networks) {
        this(service, mapping, networks, settings -> List.of());
    }

    /**
     * A service that looks at its settings itself.
     *
     * @param networks whether a pipeline may name this network
     * @param check everything that is wrong with settings of the right types, each as one line for a person
     */
    public ServiceMain(String service, Class<C> mapping, Predicate<String> networks, Function<C, List<String>> check) {
        this.service = service;
        this.mapping = mapping;
        this.networks = networks;
        this.check = check;
    }

    /** Runs the service until it ends; does not return when it may not start. */
    public void run(String[] arguments) {
        require();
        Quarkus.run(null, (status, problem) -> end(status), arguments);
    }

    /**
     * With everything stopped. Where a device is lost, no shutdown hook may run: native libraries close what they have in
     * theirs, which aborts the process after an error of CUDA, with another status (microsoft/onnxruntime#2963).
     */
    static void end(int status) {
        if (status == ExitStatus.LOST) {
            Runtime.getRuntime().halt(status);
        }
        System.exit(status);
    }

    /** The settings, as Quarkus will read them; ends the process with status 2 when something is wrong with them. */
    public SmallRyeConfig require() {
        List<String> problems = problems(ServiceMain::sources);
        if (!problems.isEmpty()) {
            tell(System.err, problems);
            System.exit(ExitStatus.REFUSED);
        }
        return sources().withMapping(mapping).build();
    }

    /** The sources that Quarkus reads, in its order. */
    private static SmallRyeConfigBuilder sources() {
        return ConfigUtils.configBuilder().withCustomizers(new RuntimeConfigBuilder());
    }

    /**
     * Everything that is wrong with settings and pipeline, each as one line.
     *
     * @param sources where the settings are; a builder for each reading
     */
    public List<String> problems(Supplier<SmallRyeConfigBuilder> sources) {
        try {
            return problemsIn(sources);
        } catch (RuntimeException e) {
            // Services read the pipeline as a source of settings too: one that is no YAML hides all others.
            return problemsWithoutLocations(sources, e);
        }
    }

    private List<String> problemsWithoutLocations(Supplier<SmallRyeConfigBuilder> sources, RuntimeException first) {
        String unexpected = first.getMessage() == null ? first.toString() : first.getMessage();
        try {
            List<String> problems = problemsIn(() -> sources.get().withSources(NO_LOCATIONS));
            return problems.isEmpty() ? List.of(unexpected) : problems;
        } catch (RuntimeException e) {
            return List.of(unexpected);
        }
    }

    private List<String> problemsIn(Supplier<SmallRyeConfigBuilder> sources) {
        Path pipeline = sources.get()
                .withDefaultValue(PIPELINE_FILE, "pipeline.yaml")
                .build()
                .getValue(PIPELINE_FILE, Path.class);
        List<String> problems = new ArrayList<>(settingProblems(sources.get().withMapping(mapping)));
        try {
            PipelineConfigReader.read(pipeline, networks);
        } catch (NoisyStudentException e) {
            problems.add(e.describe());
        }
        return problems;
    }

    private List<String> settingProblems(SmallRyeConfigBuilder settings) {
        try {
            return check.apply(settings.build().getConfigMapping(mapping));
        } catch (ConfigValidationException e) {
            return IntStream.range(0, e.getProblemCount())
                    .mapToObj(problem -> e.getProblem(problem).getMessage())
                    .toList();
        }
    }

    /** The logger is not there yet, and this is for a person. */
    private void tell(PrintStream terminal, List<String> problems) {
        terminal.println(service + " does not start.");
        problems.forEach(terminal::println);
    }
}
