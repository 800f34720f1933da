package io.noisystudent.launcher.command;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.dataset.ImageFolder;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.feed.Feeder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a folder of images to a running pipeline. */
@Command(
        name = "feed",
        mixinStandardHelpOptions = true,
        description = "Send the images of a folder to a running pipeline.")
final class FeedCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FOLDER", description = "All .jpg and .png below it are sent.")
    private Path folder = Path.of("");

    @Option(names = "--labeled", description = "The images lie in folders that are named by their class.")
    private boolean labeled;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "With --labeled: ${COMPLETION-CANDIDATES}; without it the pipeline decides image by image.")
    private @Nullable Split split;

    @Mixin
    private PipelineOption pipelineOption = new PipelineOption();

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private HomeOption home = new HomeOption();

    FeedCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PipelineConfig pipeline = pipelineOption.pipeline(home.home());
        List<Picture> pictures =
                labeled ? ImageFolder.labeled(folder, pipeline.classes()) : ImageFolder.unlabeled(folder);
        if (pictures.isEmpty()) {
            throw new NoisyStudentException(ErrorCode.DATA_SET, folder.toString(), "there is no .jpg or .png below it");
        }
        try (Feeder feeder = new Feeder(kafka.client(home.home()), new Topics(pipeline.name()));
                ProgressBar bar = terminal.bar("Feeding " + pipeline.name(), pictures.size(), "images")) {
            for (Picture picture : pictures) {
                if (labeled) {
                    feeder.sendLabeled(picture, pipeline.classes().get(picture.label()), split, metadata -> {});
                } else {
                    feeder.sendUnlabeled(picture, metadata -> {});
                }
                bar.step();
            }
            feeder.flush();
        }
        return 0;
    }
}
