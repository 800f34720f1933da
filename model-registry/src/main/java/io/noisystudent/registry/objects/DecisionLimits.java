package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;

/** How much may be said about a decision. */
public final class DecisionLimits {
    /** Of one model. */
    public static final int ALIASES = 100;

    /** Of one version. */
    public static final int DECISIONS = 1000;

    static final int REASON = 2000;
    static final int EVIDENCE = 100;

    private DecisionLimits() {}

    /**
     * Checks the texts of a decision.
     *
     * @throws NoisyStudentException {@code BAD_REQUEST} that names what is too long, {@code BAD_NAME} for a malformed id of
     *     an evaluation
     */
    public static void require(String actor, String reason, List<String> evidence) {
        Bounds.text("actor", actor, Bounds.NAME);
        Bounds.text("reason", reason, REASON);
        Bounds.count("evidence", evidence, EVIDENCE);
        evidence.forEach(Names::evaluation);
    }

    /** Requires a reason of a person who decides in place of the gate; {@code BAD_REQUEST} without. */
    public static void requireReason(String reason) {
        if (reason.isBlank()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "reason", "it is blank; say why you decide in place of the gate");
        }
    }
}
