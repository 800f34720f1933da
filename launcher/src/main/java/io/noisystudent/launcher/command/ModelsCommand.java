package io.noisystudent.launcher.command;

import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.launcher.console.Table;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.registryclient.Registry;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import static io.noisystudent.launcher.console.Table.Column.left;
import static io.noisystudent.launcher.console.Table.Column.right;

/** Lists the versions in the registry of a running pipeline. */
@Command(name = "models", mixinStandardHelpOptions = true, description = "List the versions of a running pipeline.")
final class ModelsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private RegistryOption registry = new RegistryOption();

    @Mixin
    private PipelineOption pipeline = new PipelineOption();

    @Mixin
    private HomeOption home = new HomeOption();

    ModelsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Registry client = registry.client(home.home());
        String model = pipeline.pipeline(home.home()).name();
        int teacher =
                client.alias(model, AliasSlot.TEACHER).map(AliasSlot::version).orElse(0);
        Table table = new Table(List.of(
                right("version"),
                left("alias"),
                left("made by"),
                left("network"),
                right("parameters"),
                right("steps"),
                right("KiB"),
                left("created")));
        for (ModelVersion version : client.versions(model)) {
            add(table, version, teacher);
        }
        terminal.text(table.render());
        return 0;
    }

    private static void add(Table table, ModelVersion version, int teacher) {
        TrainingReport report = version.report();
        int number = version.model().version();
        table.add(
                Integer.toString(number),
                number == teacher ? AliasSlot.TEACHER : "",
                origin(version.lineage()),
                report == null ? "–" : report.network(),
                report == null ? "–" : String.format(Locale.ROOT, "%,d", report.parameters()),
                report == null ? "–" : String.format(Locale.ROOT, "%,d", report.steps()),
                String.format(Locale.ROOT, "%,d", version.size() / 1024),
                version.createdAt().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static String origin(@Nullable Lineage lineage) {
        return lineage == null ? "import" : "request " + lineage.request().id();
    }
}
