package io.noisystudent.contracts.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** Everything that is wrong with one file, so that a person can correct it in one go. */
final class ConfigProblems {
    private static final int LONGEST_VALUE = 80;

    private final String source;
    private final List<String> found = new ArrayList<>();

    ConfigProblems(String source) {
        this.source = source;
    }

    /** {@code value} stands at {@code node} and is not {@code allowed}. */
    void refuse(String path, Node node, String value, String allowed) {
        String shown = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
        add(path + " (line " + line(node) + "): '" + shown + "' is not allowed; give " + allowed);
    }

    void missing(String path, String allowed) {
        add(path + ": is missing; give " + allowed);
    }

    void add(String problem) {
        found.add(problem);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    NoisyStudentException toException() {
        return new NoisyStudentException(
                ErrorCode.CONFIG_INVALID,
                source,
                source + " has " + found.size() + (found.size() == 1 ? " problem:" : " problems:") + "\n  - "
                        + String.join("\n  - ", found));
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
