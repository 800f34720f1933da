package io.noisystudent.bench.conformance;

import io.noisystudent.bench.PythonEnvironment;
import io.noisystudent.bench.PythonScript;
import io.noisystudent.networks.validation.OnnxOperator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** ONNX's own tests of operators, through the trainer and through ONNX Runtime. */
@Command(
        name = "conformance",
        description =
                "Makes ONNX's own tests of all operators that can be trained, and runs each through the trainer's graph "
                        + "and through ONNX Runtime: first with its inputs as constants, then with inputs that are computed. Prints "
                        + "how many agree, are refused, crash and differ, and lists all that do not agree. Exit code 1 if one "
                        + "crashes or differs.",
        mixinStandardHelpOptions = true)
public final class ConformanceCommand implements Callable<Integer> {
    private static final String SCRIPT = "node_tests.py";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = "conformance",
            description = "Where the tests are written, and where Python is installed; default ${DEFAULT-VALUE}.")
    private Path directory = Path.of("");

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description =
                    "Interpreter with the package onnx; without it, one is made in --directory with python3 and pip.")
    private @Nullable String python;

    @Option(
            names = "--operators",
            split = ",",
            paramLabel = "NAME",
            description = "Only tests of these operators; default: all that can be trained.")
    private List<String> operators =
            Stream.of(OnnxOperator.values()).map(OnnxOperator::onnxName).toList();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        String interpreter = python == null ? PythonEnvironment.in(directory.resolve("venv"), "onnx") : python;
        Path tests = directory.resolve("tests");
        out.println(PythonScript.run(interpreter, SCRIPT, tests.toString(), String.join(",", operators)));
        List<Verdict> verdicts = new ArrayList<>();
        for (String name : NodeTest.names(tests)) {
            verdicts.add(Verdict.of(tests, name));
        }
        print(verdicts, out);
        return verdicts.stream().allMatch(Verdict::isGood) ? 0 : 1;
    }

    private static void print(List<Verdict> verdicts, PrintWriter out) {
        for (Verdict.Kind kind : Verdict.Kind.values()) {
            if (kind != Verdict.Kind.AGREES) {
                list(kind, verdicts, out);
            }
        }
        Map<Verdict.Kind, Long> counts =
                verdicts.stream().collect(Collectors.groupingBy(Verdict::kind, TreeMap::new, Collectors.counting()));
        out.printf(Locale.ROOT, "%-10s %d%n", "tests", verdicts.size());
        for (Verdict.Kind kind : Verdict.Kind.values()) {
            out.printf(Locale.ROOT, "%-10s %d%n", kind.name().toLowerCase(Locale.ROOT), counts.getOrDefault(kind, 0L));
        }
        out.printf(
                Locale.ROOT,
                "ONNX Runtime agrees in %d, and in %d of those in which the trainer agrees%n",
                verdicts.stream().filter(verdict -> verdict.runtime().isEmpty()).count(),
                verdicts.stream()
                        .filter(verdict -> verdict.kind() == Verdict.Kind.AGREES
                                && verdict.runtime().isEmpty())
                        .count());
    }

    /** Tests for the same reason are one line: whole families differ in the element type alone. */
    private static void list(Verdict.Kind kind, List<Verdict> verdicts, PrintWriter out) {
        Map<String, List<String>> byReason = verdicts.stream()
                .filter(verdict -> verdict.kind() == kind)
                .collect(Collectors.groupingBy(
                        Verdict::detail, TreeMap::new, Collectors.mapping(Verdict::test, Collectors.toList())));
        byReason.forEach((reason, tests) -> {
            out.printf(Locale.ROOT, "%s (%d): %s%n", kind.name().toLowerCase(Locale.ROOT), tests.size(), reason);
            out.printf(Locale.ROOT, "    %s%n", String.join(" ", tests));
        });
        if (!byReason.isEmpty()) {
            out.println();
        }
    }
}
