package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.registryclient.RegistryClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where to look next. */
final class NextSteps {
    private NextSteps() {}

    static void say(
            Terminal terminal,
            PipelineConfig pipeline,
            Addresses addresses,
            Home home,
            Results results,
            boolean stopping) {
        Registry registry = new RegistryClient(URI.create(addresses.registry()));
        Optional<AliasSlot> teacher = registry.alias(pipeline.name(), AliasSlot.TEACHER);
        terminal.line("");
        terminal.line("%.0f s. Everything that happened is in the registry and in the topics:", results.seconds());
        if (teacher.isPresent()) {
            Path onnx = home.teacherFile();
            registry.downloadArtifact(
                    new ModelRef(pipeline.name(), teacher.get().version()), onnx);
            terminal.line("  teacher as ONNX   %s", onnx);
        }
        if (stopping) {
            terminal.line("  logs and data     %s", home.directory());
            terminal.line("  go on from here   ./noisy-student up --home %s", home.directory());
            return;
        }
        String models = addresses.registry() + "/api/v1/models/" + pipeline.name();
        terminal.line("  registry          %s", addresses.registry());
        terminal.line("  current teacher   curl %s/aliases/teacher", models);
        terminal.line("  all versions      curl %s/versions", models);
        terminal.line("  broker            %s, topics %s.*", addresses.bootstrapServers(), pipeline.name());
        terminal.line("Ctrl-C stops everything.");
    }
}
