package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.annotations.AnnotationService;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.messaging.Announcer;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** MLflow's registered models, their tags and aliases. */
@Path("/api/2.0/mlflow/registered-models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Tag(name = "mlflow")
public class RegisteredModelResource {
    /** What an MLflow client says of itself: nothing but this. */
    static final String CLIENT = "mlflow";

    private static final int RACES = 100;
    private static final String LATEST = "latest";
    private static final Pattern OF_VERSION = Pattern.compile("v[0-9]+");

    private final RegistryView view;
    private final AnnotationService annotations;
    private final AliasService aliases;
    private final VersionCatalog versions;
    private final Announcer announcer;
    private final Actor actor;

    RegisteredModelResource(
            RegistryView view,
            AnnotationService annotations,
            AliasService aliases,
            VersionCatalog versions,
            Announcer announcer,
            Actor actor) {
        this.view = view;
        this.annotations = annotations;
        this.aliases = aliases;
        this.versions = versions;
        this.announcer = announcer;
        this.actor = actor;
    }

    @ServerExceptionMapper
    Response refusal(NoisyStudentException e) {
        return MlflowErrors.answer(e);
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/create")
    @Operation(summary = "MLflow: makes a model without versions")
    public ObjectNode create(@Context UriInfo uri, @Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        String given = arguments.required("name");
        String name = arguments.model();
        Map<String, @Nullable String> tags =
                KeptFields.with(arguments.tags(), given.equals(name) ? Map.of() : Map.of(KeptFields.NAME, given));
        AnnotationChange first = new AnnotationChange(actor.name(CLIENT), arguments.optional("description"), tags);
        if (!annotations.open(name, first)) {
            throw new NoisyStudentException(
                    ErrorCode.SLOT_TAKEN, "name", "Registered Model (name=" + given + ") already exists.");
        }
        return one(uri, name);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/get")
    @Operation(summary = "MLflow: one model")
    public ObjectNode get(@Context UriInfo uri) {
        return one(uri, Arguments.ofQuery(uri.getQueryParameters()).model());
    }

    @PATCH
    @RolesAllowed(Rights.WRITE)
    @Path("/update")
    @Operation(summary = "MLflow: changes a model's description")
    public ObjectNode update(@Context UriInfo uri, @Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        String name = arguments.model();
        annotations.change(name, null, null, new AnnotationChange(actor.name(CLIENT), text(arguments), null));
        return one(uri, name);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/search")
    @Operation(summary = "MLflow: searches models")
    public ObjectNode search(@Context UriInfo uri) {
        MlflowForm form = form(uri);
        MlflowSearch.Result found = new MlflowSearch(view, form).models(Arguments.ofQuery(uri.getQueryParameters()));
        ObjectNode answer = MlflowForm.object();
        ArrayNode models = answer.putArray("registered_models");
        found.items().forEach(item -> models.add(form.model(item.model())));
        if (found.next() != null) {
            answer.put("next_page_token", found.next());
        }
        return answer;
    }

    @POST
    @RolesAllowed(Rights.READ)
    @Path("/get-latest-versions")
    @Operation(summary = "MLflow: the newest version; stages are not kept here")
    public ObjectNode latest(@Context UriInfo uri, @Nullable String body) {
        return latest(uri, Arguments.ofBody(body));
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/get-latest-versions")
    @Operation(summary = "MLflow: the newest version, by arguments in the query")
    public ObjectNode latestByQuery(@Context UriInfo uri) {
        return latest(uri, Arguments.ofQuery(uri.getQueryParameters()));
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/set-tag")
    @Operation(summary = "MLflow: sets a tag of a model")
    public ObjectNode setTag(@Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        annotations.change(arguments.model(), null, null, tag(actor, arguments, arguments.raw("value")));
        return MlflowForm.object();
    }

    @DELETE
    @RolesAllowed(Rights.WRITE)
    @Path("/delete-tag")
    @Operation(summary = "MLflow: removes a tag of a model")
    public ObjectNode deleteTag(@Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        annotations.change(arguments.model(), null, null, tag(actor, arguments, null));
        return MlflowForm.object();
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/alias")
    @Operation(
            summary =
                    "MLflow: points an alias to a version, whatever it points to now; teacher needs the right to override")
    public ObjectNode setAlias(@Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        String name = arguments.model();
        String alias = requireFree(arguments.required("alias"));
        if (AliasService.isGated(alias)) {
            actor.requireOverride(name + "/" + alias);
        }
        // Its request has no field for a reason.
        AliasMove move = new AliasMove(arguments.version(), actor.name(CLIENT), "set by an MLflow client", List.of());
        for (int race = 0; ; race++) {
            try {
                AliasChain chain = aliases.fresh(name, alias);
                AliasSlot head = chain.head().orElse(null);
                if (head == null || head.version() != move.version()) {
                    aliases.move(name, alias, chain.revision(), move);
                    announcer.announce();
                }
                return MlflowForm.object();
            } catch (NoisyStudentException e) {
                if (e.code() != ErrorCode.STALE_REVISION || race == RACES) {
                    throw e;
                }
            }
        }
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/alias")
    @Operation(summary = "MLflow: the version behind an alias")
    public ObjectNode byAlias(@Context UriInfo uri) {
        Arguments arguments = Arguments.ofQuery(uri.getQueryParameters());
        ModelView model = require(arguments);
        String alias = MlflowNames.alias(arguments.required("alias"));
        ObjectNode answer = MlflowForm.object();
        if (alias.equals(LATEST) && !model.versions().isEmpty()) {
            answer.set(
                    "model_version",
                    form(uri).version(model, model.versions().lastEntry().getValue()));
            return answer;
        }
        int version = version(model.name(), alias);
        answer.set("model_version", form(uri).version(model, versions.require(model.name(), version)));
        return answer;
    }

    private int version(String model, String alias) {
        try {
            return aliases.current(model, alias).version();
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                // MLflow's own server answers so, not as for a model that is not there.
                throw new NoisyStudentException(
                        ErrorCode.BAD_REQUEST, "alias", "Registered model alias " + alias + " not found.", e);
            }
            throw e;
        }
    }

    @DELETE
    @RolesAllowed(Rights.WRITE)
    @Path("/alias")
    @Operation(summary = "MLflow: removes an alias other than teacher; one that is not set is removed already")
    public ObjectNode deleteAlias(@Nullable String body) {
        Arguments arguments = Arguments.ofBody(body);
        String name = require(arguments).name();
        String alias = MlflowNames.alias(arguments.required("alias"));
        if (AliasService.isGated(alias)) {
            throw MlflowErrors.disabled("alias " + alias, "it says which version labels, and is only moved");
        }
        aliases.remove(name, alias, actor.name(CLIENT), "removed by an MLflow client");
        return MlflowForm.object();
    }

    @DELETE
    @RolesAllowed(Rights.WRITE)
    @Path("/delete")
    @Operation(summary = "MLflow: refused, models are kept")
    public ObjectNode delete() {
        throw MlflowErrors.disabled("models are not deleted", "tag it, for example archived=true");
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/rename")
    @Operation(summary = "MLflow: refused, names are part of lineage")
    public ObjectNode rename() {
        throw MlflowErrors.disabled("models are not renamed", "register the file under the other name");
    }

    private ObjectNode latest(UriInfo uri, Arguments arguments) {
        ModelView model = require(arguments);
        ObjectNode answer = MlflowForm.object();
        ArrayNode found = answer.putArray("model_versions");
        boolean any = arguments.list("stages").isEmpty()
                || arguments.list("stages").stream().anyMatch("None"::equalsIgnoreCase);
        if (any && !model.versions().isEmpty()) {
            found.add(form(uri).version(model, model.versions().lastEntry().getValue()));
        }
        return answer;
    }

    private ObjectNode one(UriInfo uri, String name) {
        ObjectNode answer = MlflowForm.object();
        answer.set("registered_model", form(uri).model(require(name, name)));
        return answer;
    }

    private ModelView require(Arguments arguments) {
        return require(arguments.model(), arguments.required("name"));
    }

    private ModelView require(String name, String given) {
        return view.model(Names.model(name))
                .or(() -> Optional.of(view.refreshModel(name)).filter(ModelView::exists))
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.NOT_FOUND, "name", "Registered Model with name=" + given + " not found"));
    }

    private static String requireFree(String given) {
        String alias = MlflowNames.alias(given);
        if (alias.equals(LATEST)) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "alias", "'latest' alias name (case insensitive) is reserved.");
        }
        if (OF_VERSION.matcher(alias).matches()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "alias", "Version alias name '" + given + "' is reserved.");
        }
        return alias;
    }

    static AnnotationChange tag(Actor actor, Arguments arguments, @Nullable String value) {
        Map<String, @Nullable String> tags = new TreeMap<>();
        tags.put(arguments.key(), value);
        return new AnnotationChange(actor.name(CLIENT), null, Collections.unmodifiableMap(tags));
    }

    /** The new description; a client that leaves it out removes it. */
    static String text(Arguments arguments) {
        String text = arguments.raw("description");
        return text == null ? "" : text;
    }

    static MlflowForm form(UriInfo uri) {
        return new MlflowForm(uri.getBaseUri().toString());
    }
}
