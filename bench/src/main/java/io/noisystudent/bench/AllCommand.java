package io.noisystudent.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every comparison, one after the other. */
@Command(
        name = "all",
        description =
                "trainer, augment, labeler and generation, one after the other; --seconds is for each of the five "
                        + "tables.",
        mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private InstallationOption installation = new InstallationOption();

    @Option(names = "--images", paramLabel = "DIR", description = "Directory of JPEG files; default: invented ones.")
    private @Nullable Path images;

    @Override
    public Integer call() {
        int status = run(new TrainerCommand(), List.of());
        status = Math.max(status, run(new AugmentCommand(), List.of()));
        String services = "--installation=" + installation.path();
        List<String> labeler = new ArrayList<>(List.of(services));
        if (images != null) {
            labeler.add("--images=" + images);
        }
        status = Math.max(status, run(new LabelerCommand(), labeler));
        return Math.max(status, run(new GenerationCommand(), List.of(services)));
    }

    private int run(Object command, List<String> more) {
        List<String> arguments = new ArrayList<>(common.arguments());
        arguments.addAll(more);
        return Bench.commandLine(command).execute(arguments.toArray(new String[0]));
    }
}
