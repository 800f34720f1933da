package io.noisystudent.registry.web;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.annotations.AnnotationService;
import io.noisystudent.registry.catalog.EvaluationCatalog;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.promotion.PromotionService;
import io.noisystudent.registry.report.AliasExplanation;
import io.noisystudent.registry.report.Comparisons;
import io.noisystudent.registry.report.ControlReport;
import io.noisystudent.registry.report.Dot;
import io.noisystudent.registry.report.Explanations;
import io.noisystudent.registry.report.LineageGraph;
import io.noisystudent.registry.report.LineageWalk;
import io.noisystudent.registry.report.ModelCard;
import io.noisystudent.registry.report.VersionComparison;
import io.noisystudent.registry.view.AliasChain;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the registry can tell of its versions beyond what was put in. */
@Path("/api/v1/models/{model}")
@Tag(name = "reports")
public class ReportResource {
    private static final String GRAPHVIZ = "text/vnd.graphviz";
    private static final int MAX_DEPTH = 1000;

    private final RegistryView view;
    private final VersionCatalog versions;
    private final EvaluationCatalog evaluations;
    private final AliasService aliases;
    private final AnnotationService annotations;
    private final PromotionService promotions;
    private final PipelineConfig pipeline;

    ReportResource(
            RegistryView view,
            VersionCatalog versions,
            EvaluationCatalog evaluations,
            AliasService aliases,
            AnnotationService annotations,
            PromotionService promotions,
            PipelineConfig pipeline) {
        this.view = view;
        this.versions = versions;
        this.evaluations = evaluations;
        this.aliases = aliases;
        this.annotations = annotations;
        this.promotions = promotions;
        this.pipeline = pipeline;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/versions/{version}/lineage")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "What a version was made from, back to the first teacher; as DOT with Accept: " + GRAPHVIZ)
    public LineageGraph lineage(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @QueryParam("depth") @DefaultValue("100") String depth) {
        return graph(model, version, depth);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/versions/{version}/lineage")
    @Produces(GRAPHVIZ)
    @Operation(hidden = true)
    public String lineageAsDot(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @QueryParam("depth") @DefaultValue("100") String depth) {
        return Dot.of(graph(model, version, depth));
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/versions/{version}/comparison")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "A version beside another one: figures, classes, and the paired test if there is one")
    public VersionComparison compare(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @QueryParam("with") @Nullable Integer other,
            @QueryParam("split") @Nullable String split) {
        if (other == null) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_QUERY, "with", "name the other version: ?with=" + Math.max(1, version - 1));
        }
        Split on = split == null ? pipeline.gate().split() : split(split);
        return Comparisons.of(
                versions.require(model, version),
                evaluations.of(model, version).values(),
                versions.require(model, other),
                evaluations.of(model, other).values(),
                on);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/versions/{version}/controls")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "A version beside its controls, which were trained on the labels alone; the paired tests")
    public ControlReport controls(@PathParam("model") String model, @PathParam("version") int version) {
        return ControlReport.of(
                versions.require(model, version), evaluations.of(model, version).values(), this::find);
    }

    private Optional<ModelVersion> find(ModelRef ref) {
        return view.model(ref.name()).flatMap(model -> model.version(ref.version()));
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/versions/{version}/card")
    @Produces("text/markdown;charset=UTF-8")
    @Operation(summary = "The version as a model card: YAML front matter and Markdown")
    public String card(@PathParam("model") String model, @PathParam("version") int number) {
        ModelVersion version = versions.require(model, number);
        Collection<ModelEvaluation> evidence = evaluations.of(model, number).values();
        return ModelCard.of(
                version,
                annotations.current(model, number),
                evidence,
                ControlReport.of(version, evidence, this::find),
                promotions.verdict(model, number).orElse(null));
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/aliases/{alias}/explanation")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Why the alias points where it points: the move, the rules, the evidence")
    public AliasExplanation explain(@PathParam("model") String model, @PathParam("alias") String alias) {
        AliasChain chain = aliases.fresh(model, alias);
        AliasSlot slot = chain.head().orElseGet(() -> aliases.current(model, alias));
        return Explanations.of(
                chain,
                slot,
                versions.require(model, slot.version()),
                evaluations.of(model, slot.version()),
                promotions.decisions(model, slot.version()));
    }

    private LineageGraph graph(String model, int version, String depth) {
        return LineageWalk.from(view, versions.require(model, version), depth(depth));
    }

    private static int depth(String text) {
        try {
            int depth = Integer.parseInt(text);
            if (depth >= 0 && depth <= MAX_DEPTH) {
                return depth;
            }
        } catch (NumberFormatException e) {
            // Refused below, as is a number that is out of bounds.
        }
        throw new NoisyStudentException(
                ErrorCode.BAD_QUERY, "depth", "'" + text + "' must be a number from 0 to " + MAX_DEPTH);
    }

    private static Split split(String name) {
        return Arrays.stream(Split.values())
                .filter(split -> split.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.BAD_QUERY, "split", "'" + name + "' must be train, validation or test"));
    }
}
