package io.noisystudent.registry.web;

import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.AnnotationSlot;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.registry.annotations.AnnotationService;
import io.noisystudent.service.access.Actor;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Description and tags of models and versions: what may be changed afterwards. */
@Path("/api/v1/models/{model}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "annotations")
public class AnnotationResource {
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final AnnotationService annotations;
    private final Actor actor;

    AnnotationResource(AnnotationService annotations, Actor actor) {
        this.annotations = annotations;
        this.actor = actor;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/annotations")
    @Operation(summary = "Description and tags of a model; the ETag is the revision of the last change")
    public Response ofModel(@PathParam("model") String model, @Context HttpHeaders request) {
        return answer(annotations.current(model, null), request);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/versions/{version}/annotations")
    @Operation(summary = "Description and tags of a version; the ETag is the revision of the last change")
    public Response ofVersion(
            @PathParam("model") String model, @PathParam("version") int version, @Context HttpHeaders request) {
        return answer(annotations.current(model, version), request);
    }

    @PATCH
    @RolesAllowed(Rights.WRITE)
    @Path("/annotations")
    @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
    @Operation(summary = "Changes description and tags; a tag with null is removed. If-Match is optional.")
    public Response changeModel(
            @PathParam("model") String model,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Nullable AnnotationChange change) {
        return changed(annotations.change(model, null, Revisions.optional(ifMatch), proven(change)));
    }

    @PATCH
    @RolesAllowed(Rights.WRITE)
    @Path("/versions/{version}/annotations")
    @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
    @Operation(summary = "Changes description and tags; a tag with null is removed. If-Match is optional.")
    public Response changeVersion(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Nullable AnnotationChange change) {
        return changed(annotations.change(model, version, Revisions.optional(ifMatch), proven(change)));
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/annotations/history")
    @Operation(summary = "Every change of a model's description and tags, oldest first")
    public Page<AnnotationSlot> historyOfModel(
            @PathParam("model") String model,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        return Paging.of(cursor, limit).ofList(annotations.history(model, null));
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/versions/{version}/annotations/history")
    @Operation(summary = "Every change of a version's description and tags, oldest first")
    public Page<AnnotationSlot> historyOfVersion(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        return Paging.of(cursor, limit).ofList(annotations.history(model, version));
    }

    private AnnotationChange proven(@Nullable AnnotationChange change) {
        AnnotationChange asked = Bodies.require(change);
        return asked.by(actor.name(asked.actor()));
    }

    private static Response answer(Annotations current, HttpHeaders request) {
        return Conditions.answer(request, new EntityTag(Long.toString(current.revision())))
                .orElseGet(() -> Response.ok(current))
                .header(HttpHeaders.ETAG, Revisions.etag(current.revision()))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    private static Response changed(Annotations now) {
        return Response.ok(now)
                .header(HttpHeaders.ETAG, Revisions.etag(now.revision()))
                .build();
    }
}
