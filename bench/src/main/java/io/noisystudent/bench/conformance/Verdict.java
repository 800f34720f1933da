package io.noisystudent.bench.conformance;

import ai.onnxruntime.OrtException;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.NativeScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What became of one test.
 *
 * @param runtime what ONNX Runtime answers otherwise than ONNX's reference, or why it does not run the graph; empty if it
 *     agrees
 * @param detail of the trainer: the refusal, the exception or the difference
 */
record Verdict(String test, Kind kind, String detail, Optional<String> runtime) {
    enum Kind {
        /** The trainer gives what ONNX's reference gives. */
        AGREES,
        /** By a code, with the node. */
        REFUSED,
        /** An exception without a code, or a refusal after the check let the graph pass. */
        CRASHED,
        /** Another result in silence. */
        DIFFERENT
    }

    boolean isGood() {
        return kind == Kind.AGREES || kind == Kind.REFUSED;
    }

    static Verdict of(Path directory, String name) throws IOException {
        NodeTest test;
        try {
            test = NodeTest.read(directory, name);
        } catch (NoisyStudentException e) {
            String detail = NodeTest.operators(directory, name) + ": " + e.describe();
            return new Verdict(name, Kind.REFUSED, detail, Optional.of("not read"));
        }
        Optional<String> runtime = runtime(test);
        Outcome outcome = outcome(test);
        if (outcome.kind == Kind.AGREES) {
            outcome = outcome(test.computed()).of("with computed constants: ");
        }
        return new Verdict(name, outcome.kind, outcome.detail, runtime);
    }

    private record Outcome(Kind kind, String detail) {
        Outcome of(String form) {
            return detail.isEmpty() ? this : new Outcome(kind, form + detail);
        }
    }

    private static Outcome outcome(NodeTest test) {
        List<long[]> shapes;
        try {
            shapes = TrainerGraph.check(test);
        } catch (NoisyStudentException e) {
            return new Outcome(Kind.REFUSED, e.describe());
        } catch (RuntimeException e) {
            return new Outcome(Kind.CRASHED, "at the check: " + firstLine(e));
        }
        try {
            List<Numbers> found = TrainerGraph.run(test);
            Optional<String> difference = difference(test, found).or(() -> misfit(test, found, shapes));
            return new Outcome(difference.isEmpty() ? Kind.AGREES : Kind.DIFFERENT, difference.orElse(""));
        } catch (NoisyStudentException e) {
            return new Outcome(Kind.CRASHED, "refused when it ran: " + e.describe());
        } catch (RuntimeException e) {
            return new Outcome(Kind.CRASHED, firstLine(e));
        }
    }

    /** A shape that was inferred otherwise than it is. */
    private static Optional<String> misfit(NodeTest test, List<Numbers> found, List<long[]> shapes) {
        for (int i = 0; i < found.size(); i++) {
            List<Long> inferred = Arrays.stream(shapes.get(i)).boxed().toList();
            if (!inferred.equals(found.get(i).shape())) {
                return Optional.of(test.outputs().get(i) + ": shape " + inferred + " was inferred instead of "
                        + found.get(i).shape());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> runtime(NodeTest test) {
        try {
            return difference(test, RuntimeGraph.run(test));
        } catch (OrtException | RuntimeException e) {
            return Optional.of(firstLine(e));
        }
    }

    private static Optional<String> difference(NodeTest test, List<Numbers> found) {
        for (int i = 0; i < found.size(); i++) {
            int output = i;
            Optional<String> difference = NativeScope.call(
                    () -> Numbers.of(test.expected().get(output)).difference(found.get(output)));
            if (difference.isPresent()) {
                return Optional.of(test.outputs().get(i) + ": " + difference.get());
            }
        }
        return Optional.empty();
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e).lines().findFirst().orElse("");
    }
}
