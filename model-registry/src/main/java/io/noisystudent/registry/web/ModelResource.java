package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelSummary;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Registered models. */
@Path("/api/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "models")
public class ModelResource {
    private final RegistryView view;

    ModelResource(RegistryView view) {
        this.view = view;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Operation(summary = "Lists models by name")
    public Page<ModelSummary> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
        return Paging.of(cursor, limit).byName(view.modelsByName(), ModelResource::summary);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/{model}")
    @Operation(summary = "One model at a glance")
    public ModelSummary get(@PathParam("model") String model) {
        return view.model(Names.model(model))
                .map(ModelResource::summary)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND, model, "no version of such a model was registered; see /api/v1/models"));
    }

    private static ModelSummary summary(ModelView model) {
        AliasChain teacher = model.alias(AliasSlot.TEACHER);
        Optional<AliasSlot> head = teacher.isBroken() ? Optional.empty() : teacher.head();
        return new ModelSummary(
                model.name(),
                model.versions().size(),
                model.versions().isEmpty() ? null : model.versions().lastKey(),
                head.map(AliasSlot::version).orElse(null));
    }
}
