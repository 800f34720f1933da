package io.noisystudent.registry.web;

import io.noisystudent.registry.maintenance.GarbageCollector;
import io.noisystudent.registry.maintenance.GarbageReport;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What an operator does now and then. */
@Path("/api/v1/maintenance")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "maintenance")
public class MaintenanceResource {
    private final GarbageCollector garbage;

    MaintenanceResource(GarbageCollector garbage) {
        this.garbage = garbage;
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/gc")
    @Operation(summary = "Lists files that no version names; removes them with dryRun=false")
    public GarbageReport collect(@QueryParam("dryRun") @DefaultValue("true") String dryRun) {
        return garbage.collect(!dryRun.equals("false"));
    }
}
