package io.noisystudent.registry.web;

import io.noisystudent.contracts.registry.Continuation;
import io.noisystudent.registry.maintenance.GarbageCollector;
import io.noisystudent.registry.maintenance.GarbageReport;
import io.noisystudent.registry.maintenance.NumberContinuation;
import io.noisystudent.registry.messaging.Announcer;
import io.noisystudent.service.access.Actor;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What an operator does now and then. */
@Path("/api/v1/maintenance")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "maintenance")
public class MaintenanceResource {
    private final GarbageCollector garbage;
    private final NumberContinuation numbers;
    private final Announcer announcer;
    private final Actor actor;

    MaintenanceResource(GarbageCollector garbage, NumberContinuation numbers, Announcer announcer, Actor actor) {
        this.garbage = garbage;
        this.numbers = numbers;
        this.announcer = announcer;
        this.actor = actor;
    }

    @POST
    @RolesAllowed(Rights.MAINTAIN)
    @Path("/continue")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "After a restore of an older copy: numbers go on after those that the log has seen, and who is teacher"
                            + " is announced again")
    public List<NumberContinuation.Continued> continueNumbers(@Nullable Continuation continuation) {
        Continuation asked = Bodies.require(continuation);
        try {
            return numbers.continueNumbers(asked.by(actor.name(asked.actor())));
        } finally {
            // Some models may go on though another one cannot.
            announcer.announce();
        }
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/gc")
    @Operation(summary = "Lists files that no version names; removes them with dryRun=false")
    public GarbageReport collect(@QueryParam("dryRun") @DefaultValue("true") String dryRun) {
        return garbage.collect(!dryRun.equals("false"));
    }
}
