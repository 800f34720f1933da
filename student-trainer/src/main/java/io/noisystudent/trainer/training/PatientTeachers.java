package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.retry.Backoff;
import io.noisystudent.networks.graph.Graph;
import java.time.Duration;
import java.util.Set;

/**
 * Waits for teachers: for a registry that is away without end, for a signature that is missing a few seconds.
 *
 * <p>A version is seen for a moment before its signature is there (ADR 26). One that is still not signed after that
 * moment is {@code UNTRUSTED_SIGNATURE}, and nothing of it was read.
 */
public final class PatientTeachers implements Teachers {
    private static final int SIGNATURE_ATTEMPTS = 5;
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2));

    private final Teachers teachers;
    private final Retry registry;
    private final Retry signature;

    /** @param registry how calls of the registry are retried */
    public PatientTeachers(Teachers teachers, Retry registry, StopSignal stop) {
        this.teachers = teachers;
        this.registry = registry;
        this.signature = new Retry(stop, Set.of(ErrorCode.UNTRUSTED_SIGNATURE), PAUSES);
    }

    @Override
    public Graph load(ModelRef teacher) {
        return registry.call(() -> signature.call(SIGNATURE_ATTEMPTS, () -> teachers.load(teacher)));
    }
}
