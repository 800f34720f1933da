package io.noisystudent.labeler.web;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.messaging.Waiting;
import io.noisystudent.labeler.models.DeviceFailures;
import io.noisystudent.labeler.models.ModelCache;
import io.noisystudent.labeler.models.Teacher;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready while a task waits, or while the teacher cannot be used: fail closed, and say why. A request for a
 * version that does not exist makes no difference.
 */
@Readiness
class ModelHealth implements HealthCheck {
    private final ModelCache models;
    private final Teacher teacher;
    private final Waiting waiting;
    private final DeviceFailures failures;

    ModelHealth(ModelCache models, Teacher teacher, Waiting waiting, DeviceFailures failures) {
        this.models = models;
        this.teacher = teacher;
        this.waiting = waiting;
        this.failures = failures;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, NoisyStudentException> problems = new TreeMap<>(waiting.reasons());
        failures.tooMany().ifPresent(reason -> problems.put("device", reason));
        ModelRef current = teacher.known();
        NoisyStudentException failure = current == null ? null : models.failure(current);
        if (failure != null) {
            problems.put("teacher", failure);
        }
        String loaded = models.loaded().stream().map(ModelRef::toString).collect(Collectors.joining(", "));
        var response = HealthCheckResponse.named("models")
                .status(problems.isEmpty())
                .withData("loaded", loaded.isEmpty() ? "none" : loaded);
        problems.forEach((subject, problem) -> response.withData(subject, problem.describe()));
        return response.build();
    }
}
