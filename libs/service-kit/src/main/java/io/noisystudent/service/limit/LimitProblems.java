package io.noisystudent.service.limit;

import java.util.ArrayList;
import java.util.List;

/** Limits under which no request could be answered. */
public final class LimitProblems {
    private static final String PREFIX = "noisystudent.limits.";

    private LimitProblems() {}

    /** All of them, each with what to do. */
    public static List<String> of(LimitConfig limits) {
        List<String> problems = new ArrayList<>();
        require(problems, limits.body().asLongValue() > 0, "body must be positive");
        require(
                problems,
                limits.largeBody().asLongValue() >= limits.body().asLongValue(),
                "large-body is smaller than body; raise it");
        require(
                problems,
                BytesInMemory.forLarge(limits.bodiesInMemory().asLongValue())
                        >= limits.largeBody().asLongValue(),
                "bodies-in-memory, less the eighth that is kept for small bodies, is smaller than large-body; raise it");
        require(problems, limits.answersInMemory().asLongValue() > 0, "answers-in-memory must be positive");
        require(problems, limits.headsInMemory().asLongValue() > 0, "heads-in-memory must be positive");
        require(problems, limits.uploads() > 0, "uploads must be positive");
        require(problems, limits.downloads() > 0, "downloads must be positive");
        require(problems, limits.connections() > 0, "connections must be positive");
        require(problems, limits.connectionsPerClient() >= 0, "connections-per-client must not be negative");
        require(problems, limits.minimumRate().asLongValue() >= 0, "minimum-rate must not be negative");
        require(problems, limits.pause().toMillis() > 0, "pause must be positive");
        require(problems, limits.requestHead().toMillis() > 0, "request-head must be positive");
        require(problems, limits.keepAlive().toMillis() > 0, "keep-alive must be positive");
        return problems;
    }

    private static void require(List<String> problems, boolean holds, String otherwise) {
        if (!holds) {
            problems.add(PREFIX + otherwise);
        }
    }
}
