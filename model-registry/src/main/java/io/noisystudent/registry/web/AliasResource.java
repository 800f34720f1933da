package io.noisystudent.registry.web;

import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.contracts.registry.Rollback;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.messaging.Announcer;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.service.access.Actor;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Aliases of a model: names that point to a version, {@code teacher} among them. */
@Path("/api/v1/models/{model}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "aliases")
public class AliasResource {
    private final RegistryView view;
    private final AliasService aliases;
    private final Announcer announcer;
    private final Actor actor;

    AliasResource(RegistryView view, AliasService aliases, Announcer announcer, Actor actor) {
        this.view = view;
        this.aliases = aliases;
        this.announcer = announcer;
        this.actor = actor;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/aliases")
    @Operation(summary = "Lists the current slot of each alias")
    public Page<AliasSlot> list(
            @PathParam("model") String model,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        NavigableMap<String, AliasChain> chains = new TreeMap<>();
        view.model(Names.model(model)).ifPresent(known -> known.aliases().forEach((name, chain) -> {
            if (chain.isBroken() || chain.head().isPresent()) {
                chains.put(name, chain);
            }
        }));
        return Paging.of(cursor, limit).byName(chains, chain -> chain.head().orElseThrow());
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/aliases/{alias}")
    @Operation(summary = "The current slot; the ETag is its revision")
    public Response get(
            @PathParam("model") String model, @PathParam("alias") String alias, @Context HttpHeaders request) {
        AliasSlot slot = aliases.current(model, alias);
        return Conditions.answer(request, new EntityTag(Long.toString(slot.revision())))
                .orElseGet(() -> Response.ok(slot))
                .header(HttpHeaders.ETAG, Revisions.etag(slot.revision()))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/aliases/{alias}/history")
    @Operation(summary = "Every slot, oldest first: who moved the alias, when and why")
    public Page<AliasSlot> history(
            @PathParam("model") String model,
            @PathParam("alias") String alias,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        return Paging.of(cursor, limit).ofList(aliases.history(model, alias));
    }

    @PUT
    @RolesAllowed(Rights.WRITE)
    @Path("/aliases/{alias}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Points the alias to a version; If-Match names the revision that the move replaces. For teacher it is a"
                            + " decision in place of the gate, which needs the right to override and a reason.")
    public Response move(
            @PathParam("model") String model,
            @PathParam("alias") String alias,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Nullable AliasMove move) {
        if (AliasService.isGated(alias)) {
            actor.requireOverride(model + "/" + alias);
        }
        AliasMove asked = Bodies.require(move);
        long expected = Revisions.required(ifMatch);
        AliasSlot slot = aliases.move(model, alias, expected, asked.by(actor.name(asked.actor())));
        announcer.announce();
        return moved(slot, expected == 0 ? Response.Status.CREATED : Response.Status.OK);
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/rollback")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Points the alias teacher back to the version before, or to a named earlier one")
    public Response rollBack(
            @PathParam("model") String model,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Nullable Rollback rollback) {
        Rollback asked = Bodies.require(rollback);
        AliasSlot slot = aliases.rollBack(
                model, AliasSlot.TEACHER, Revisions.optional(ifMatch), asked.by(actor.name(asked.actor())));
        announcer.announce();
        return moved(slot, Response.Status.OK);
    }

    private static Response moved(AliasSlot slot, Response.Status status) {
        return Response.status(status)
                .header(HttpHeaders.ETAG, Revisions.etag(slot.revision()))
                .entity(slot)
                .build();
    }
}
