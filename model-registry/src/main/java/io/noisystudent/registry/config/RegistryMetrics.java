package io.noisystudent.registry.config;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.noisystudent.registry.maintenance.WriteProbe;
import io.noisystudent.registry.messaging.Announcer;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.promotion.DecisionLog;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.registry.web.Downloads;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What an operator watches. */
@Singleton
public class RegistryMetrics {
    private final MeterRegistry meters;
    private final RegistryView view;
    private final ReadModelRefresher refresher;
    private final WriteProbe writes;
    private final Announcer announcer;
    private final DecisionLog decisions;
    private final Downloads downloads;

    RegistryMetrics(
            MeterRegistry meters,
            RegistryView view,
            ReadModelRefresher refresher,
            WriteProbe writes,
            Announcer announcer,
            DecisionLog decisions,
            Downloads downloads) {
        this.meters = meters;
        this.view = view;
        this.refresher = refresher;
        this.writes = writes;
        this.announcer = announcer;
        this.decisions = decisions;
        this.downloads = downloads;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("noisystudent.registry.models", view, known -> known.models()
                        .size())
                .description("Models with at least one version")
                .register(meters);
        Gauge.builder("noisystudent.registry.versions", view, RegistryMetrics::versions)
                .description("Versions of all models")
                .register(meters);
        Gauge.builder("noisystudent.registry.damaged.objects", view, known -> known.damage()
                        .size())
                .description("Objects of the store that are not what was written, or cannot be read")
                .register(meters);
        Gauge.builder("noisystudent.registry.models.behind", view, known -> known.lags()
                        .all()
                        .size())
                .description("Models of which the log of events knows more than the store")
                .register(meters);
        brokenDownloads("damaged", Downloads::damaged);
        brokenDownloads("store", Downloads::interrupted);
        Gauge.builder(
                        "noisystudent.registry.age.seconds",
                        refresher,
                        age -> age.age().toMillis() / 1000.0)
                .description("Seconds since the store answered")
                .register(meters);
        Gauge.builder("noisystudent.registry.writable", writes, probe -> probe.succeeds() ? 1 : 0)
                .description("1 if the store takes writes, 0 if not")
                .register(meters);
        FunctionCounter.builder("noisystudent.registry.events", announcer, Announcer::published)
                .description("Events that this process published")
                .register(meters);
        for (Decision.Outcome verdict : Decision.Outcome.values()) {
            FunctionCounter.builder("noisystudent.gate.verdicts", decisions, log -> log.made(verdict))
                    .description("Versions that were judged by this process; approved ones by a person")
                    .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    private void brokenDownloads(String cause, ToDoubleFunction<Downloads> count) {
        FunctionCounter.builder("noisystudent.registry.broken.downloads", downloads, count)
                .description("Downloads that ended early: the file is damaged, or the store stopped sending")
                .tag("cause", cause)
                .register(meters);
    }

    private static double versions(RegistryView view) {
        return view.models().stream().mapToInt(model -> model.versions().size()).sum();
    }
}
