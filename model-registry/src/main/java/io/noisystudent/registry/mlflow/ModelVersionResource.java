package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.annotations.AnnotationService;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.upload.BlobStore;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.registry.web.Registrar;
import io.noisystudent.service.access.Actor;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** MLflow's model versions. */
@Path("/api/2.0/mlflow/model-versions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Tag(name = "mlflow")
public class ModelVersionResource {
    private final RegistryView view;
    private final VersionCatalog versions;
    private final AnnotationService annotations;
    private final BlobStore blobs;
    private final Registrar registrar;
    private final AliasService aliases;
    private final Actor actor;

    ModelVersionResource(
            RegistryView view,
            VersionCatalog versions,
            AnnotationService annotations,
            BlobStore blobs,
            Registrar registrar,
            AliasService aliases,
            Actor actor) {
        this.view = view;
        this.versions = versions;
        this.annotations = annotations;
        this.blobs = blobs;
        this.registrar = registrar;
        this.aliases = aliases;
        this.actor = actor;
    }

    @ServerExceptionMapper
    Response refusal(NoisyStudentException e) {
        return MlflowErrors.answer(e);
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/create")
    @Operation(summary = "MLflow: registers a file that was uploaded before; source is sha256:DIGEST")
    public ObjectNode create(@Context UriInfo uri, @Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        String name = arguments.model();
        if (!view.refreshModel(name).exists()) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_FOUND,
                    "name",
                    "Registered Model with name=" + arguments.required("name") + " not found");
        }
        Map<String, @Nullable String> fields = new TreeMap<>();
        fields.put(KeptFields.RUN_ID, arguments.optional("run_id"));
        fields.put(KeptFields.RUN_LINK, arguments.optional("run_link"));
        fields.put(KeptFields.MODEL_ID, arguments.optional("model_id"));
        Map<String, @Nullable String> tags = KeptFields.with(arguments.tags(), fields);
        AnnotationChange said = new AnnotationChange(
                actor.name(RegisteredModelResource.CLIENT), arguments.optional("description"), tags);
        AnnotationService.require(said);
        String digest = new ModelSource(versions, aliases).digest(arguments.required("source"));
        ModelVersion version = registrar.registerAgain(name, blobs.require(digest));
        annotations.change(name, version.model().version(), null, said);
        return one(uri, name, version.model().version());
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/get")
    @Operation(summary = "MLflow: one version")
    public ObjectNode get(@Context UriInfo uri) {
        Arguments arguments = Arguments.ofQuery(uri.getQueryParameters());
        return one(uri, arguments.model(), arguments.version());
    }

    @PATCH
    @RolesAllowed(Rights.WRITE)
    @Path("/update")
    @Operation(summary = "MLflow: changes a version's description")
    public ObjectNode update(@Context UriInfo uri, @Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        String name = arguments.model();
        annotations.change(
                name,
                arguments.version(),
                null,
                new AnnotationChange(
                        actor.name(RegisteredModelResource.CLIENT), RegisteredModelResource.text(arguments), null));
        return one(uri, name, arguments.version());
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/search")
    @Operation(summary = "MLflow: searches versions of all models")
    public ObjectNode search(@Context UriInfo uri) {
        MlflowForm form = RegisteredModelResource.form(uri);
        MlflowSearch.Result found = new MlflowSearch(view, form).versions(Arguments.ofQuery(uri.getQueryParameters()));
        ObjectNode answer = MlflowForm.object();
        ArrayNode listed = answer.putArray("model_versions");
        for (MlflowSearch.Found item : found.items()) {
            ModelVersion version = item.version();
            if (version != null) {
                listed.add(form.version(item.model(), version));
            }
        }
        if (found.next() != null) {
            answer.put("next_page_token", found.next());
        }
        return answer;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/get-download-uri")
    @Operation(summary = "MLflow: where the client downloads a version")
    public ObjectNode downloadUri(@Context UriInfo uri) {
        Arguments arguments = Arguments.ofQuery(uri.getQueryParameters());
        ModelVersion version = versions.require(arguments.model(), arguments.version());
        return MlflowForm.object()
                .put("artifact_uri", RegisteredModelResource.form(uri).artifactUri(version.model()));
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/set-tag")
    @Operation(summary = "MLflow: sets a tag of a version")
    public ObjectNode setTag(@Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        annotations.change(
                arguments.model(),
                arguments.version(),
                null,
                RegisteredModelResource.tag(actor, arguments, arguments.raw("value")));
        return MlflowForm.object();
    }

    @DELETE
    @RolesAllowed(Rights.WRITE)
    @Path("/delete-tag")
    @Operation(summary = "MLflow: removes a tag of a version")
    public ObjectNode deleteTag(@Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        annotations.change(
                arguments.model(), arguments.version(), null, RegisteredModelResource.tag(actor, arguments, null));
        return MlflowForm.object();
    }

    @DELETE
    @RolesAllowed(Rights.WRITE)
    @Path("/delete")
    @Operation(summary = "MLflow: refused, versions are kept")
    public ObjectNode delete() {
        throw MlflowErrors.disabled("versions are not deleted", "tag it, for example archived=true");
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/transition-stage")
    @Operation(summary = "MLflow: refused, stages are not kept here")
    public ObjectNode transition() {
        throw MlflowErrors.disabled("there are no stages", "use aliases, or POST .../promote of /api/v1");
    }

    private ObjectNode one(UriInfo uri, String name, int number) {
        ModelVersion version = versions.require(name, number);
        ModelView model = view.model(name).orElseGet(() -> view.refreshModel(name));
        ObjectNode answer = MlflowForm.object();
        answer.set("model_version", RegisteredModelResource.form(uri).version(model, version));
        return answer;
    }
}
