package io.noisystudent.trainer.web;

import io.noisystudent.service.access.Rights;
import io.noisystudent.trainer.training.Activity;
import io.noisystudent.trainer.training.TrainerStatus;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /api/v1/status}. */
@Path("/api/v1/status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    private final Activity activity;

    StatusResource(Activity activity) {
        this.activity = activity;
    }

    /** What this trainer is doing now. */
    @GET
    @RolesAllowed(Rights.READ)
    public TrainerStatus status() {
        return activity.now();
    }
}
