package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Rejection;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registry.messaging.Announcer;
import io.noisystudent.registry.promotion.PromotionService;
import io.noisystudent.service.access.Actor;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was decided about a version, and by whom. */
@Path("/api/v1/models/{model}/versions/{version}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "decisions")
public class DecisionResource {
    private final PromotionService promotions;
    private final Announcer announcer;
    private final Actor actor;

    DecisionResource(PromotionService promotions, Announcer announcer, Actor actor) {
        this.promotions = promotions;
        this.announcer = announcer;
        this.actor = actor;
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/promote")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Asks the gate to decide; with override, a person decides who has the right to. A repeated request gets"
                            + " its old answer while that is true, then 409.")
    public Verdict promote(
            @PathParam("model") String model, @PathParam("version") int version, @Nullable PromotionRequest request) {
        PromotionRequest asked = Bodies.require(request);
        if (asked.override()) {
            actor.requireOverride(model + "/" + version);
        }
        Verdict verdict = promotions.promote(model, version, asked.by(actor.name(asked.actor())));
        announcer.announce();
        return verdict;
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/reject")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "A person refuses a version that waits for a decision")
    public Verdict reject(
            @PathParam("model") String model, @PathParam("version") int version, @Nullable Rejection rejection) {
        Rejection asked = Bodies.require(rejection);
        Verdict verdict = promotions.reject(model, version, asked.by(actor.name(asked.actor())));
        announcer.announce();
        return verdict;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/verdict")
    @Operation(summary = "Why this version is, or is not, the teacher; 404 before any decision")
    public Verdict verdict(@PathParam("model") String model, @PathParam("version") int version) {
        return promotions
                .verdict(model, version)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND, model + "/" + version, "there is no decision about this version yet"));
    }
}
