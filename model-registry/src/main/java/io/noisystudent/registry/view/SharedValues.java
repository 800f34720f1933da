package io.noisystudent.registry.view;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Peer;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes equal parts of many versions one object: recipes, environments, classes and names hardly differ between the
 * versions of a model, and are most of what a version says.
 */
final class SharedValues {
    private final ConcurrentMap<Object, Object> values = new ConcurrentHashMap<>();

    /** An equal version whose parts are shared with the versions before. */
    ModelVersion share(ModelVersion version) {
        return new ModelVersion(
                share(version.model()),
                version.sha256(),
                version.size(),
                one(version.classes()),
                share(version.lineage()),
                share(version.report()),
                version.createdAt(),
                version.warnings());
    }

    private @Nullable Lineage share(@Nullable Lineage lineage) {
        if (lineage == null) {
            return null;
        }
        TrainingRequest request = lineage.request();
        ModelRef teacher = request.teacher();
        TrainingRequest shared = new TrainingRequest(
                request.id(),
                one(request.model()),
                request.generation(),
                request.student(),
                request.purpose(),
                one(request.recipe()),
                one(request.selection()),
                request.seed(),
                teacher == null ? null : share(teacher),
                share(request.data()),
                request.log() == null ? null : one(request.log()),
                peers(request.peers()),
                request.ensemble(),
                request.specialist());
        return new Lineage(shared, one(lineage.environment()));
    }

    private @Nullable List<Peer> peers(@Nullable List<Peer> peers) {
        return peers == null
                ? null
                : peers.stream()
                        .map(peer -> new Peer(peer.id(), peer.student(), one(peer.recipe()), peer.seed()))
                        .toList();
    }

    private TrainingRanges share(TrainingRanges data) {
        return new TrainingRanges(
                share(data.labeled()),
                share(data.unlabeled()),
                share(data.pseudoLabels()),
                data.labelingTasks(),
                data.samples(),
                data.resize(),
                data.image());
    }

    private List<LogRange> share(List<LogRange> ranges) {
        return ranges.stream()
                .map(range -> new LogRange(one(range.topic()), range.partition(), range.from(), range.to()))
                .toList();
    }

    private @Nullable TrainingReport share(@Nullable TrainingReport report) {
        return report == null
                ? null
                : new TrainingReport(
                        one(report.network()),
                        report.parameters(),
                        report.steps(),
                        report.seconds(),
                        report.imagesPerSecond(),
                        report.loss(),
                        one(report.precision()),
                        report.threads(),
                        report.labeled(),
                        report.accepted(),
                        report.superseded(),
                        report.selected(),
                        report.duplicates(),
                        report.selectedPerClass(),
                        report.unreadable(),
                        report.validationAccuracy(),
                        report.teacherTemperature(),
                        report.scatteredKeys(),
                        report.imagePasses(),
                        report.kernels() == null ? null : one(report.kernels()),
                        report.terms(),
                        report.doubt(),
                        report.omitted(),
                        report.known());
    }

    private ModelRef share(ModelRef ref) {
        return new ModelRef(one(ref.name()), ref.version());
    }

    /** The first value that was equal to this one. */
    @SuppressWarnings("unchecked")
    private <T> T one(T value) {
        Object first = values.putIfAbsent(value, value);
        return first == null ? value : (T) first;
    }
}
