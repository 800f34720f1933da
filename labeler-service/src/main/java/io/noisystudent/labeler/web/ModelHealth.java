package io.noisystudent.labeler.web;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.models.ModelCache;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while a model that was asked for cannot be used: fail closed, and say why. */
@Readiness
class ModelHealth implements HealthCheck {
    private final ModelCache models;

    ModelHealth(ModelCache models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        Map<ModelRef, NoisyStudentException> failures = models.failures();
        String loaded = models.loaded().stream().map(ModelRef::toString).collect(Collectors.joining(", "));
        var response = HealthCheckResponse.named("models")
                .status(failures.isEmpty())
                .withData("loaded", loaded.isEmpty() ? "none" : loaded);
        failures.forEach((model, failure) -> response.withData(model.toString(), failure.describe()));
        return response.build();
    }
}
