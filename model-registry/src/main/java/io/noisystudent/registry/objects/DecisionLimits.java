package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;

/** How much may be said about a decision: chains are kept in memory, and nothing is ever taken out of one. */
public final class DecisionLimits {
    static final int ACTOR = 200;
    static final int REASON = 2000;
    static final int EVIDENCE = 100;

    private DecisionLimits() {}

    /** Throws {@code BAD_REQUEST} that names what is too long, or a malformed id of an evaluation. */
    public static void require(String actor, String reason, List<String> evidence) {
        requireLength("actor", actor, ACTOR);
        requireLength("reason", reason, REASON);
        if (evidence.size() > EVIDENCE) {
            throw refuse("evidence", "it names " + evidence.size() + " evaluations; at most " + EVIDENCE + " are kept");
        }
        evidence.forEach(Names::evaluation);
    }

    private static void requireLength(String field, String text, int most) {
        if (text.length() > most) {
            throw refuse(field, "it has " + text.length() + " characters; at most " + most + " are kept");
        }
    }

    private static NoisyStudentException refuse(String field, String why) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, field, why);
    }
}
