package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HomeTest {
    @TempDir
    private Path directory;

    @Test
    void shouldEmptyWhatADemoMadeButTheMarkTheLockAndWhatIsKept() throws IOException {
        // Given
        Home home = demo(directory.resolve("home"));
        Path kept = Files.createDirectories(home.scratch().resolve("new"));
        Path image = Files.writeString(kept.resolve("image"), "new");
        Path elsewhere = Files.createDirectories(directory.resolve("disk"));
        Path record = Files.writeString(elsewhere.resolve("record"), "of another pipeline");
        Files.createSymbolicLink(home.directory().resolve("kafka"), elsewhere);

        // When
        try (HomeLock held = HomeLock.acquire(home)) {
            held.home().clear(kept);
        }

        // Then
        try (var left = Files.walk(home.directory())) {
            assertThat(left.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrder(
                            image, home.lockFile(), home.directory().resolve(HomeMark.FILE));
        }
        assertThat(record).exists();
    }

    @Test
    void shouldLetADemoIntoWhatIsNotThereOrEmpty() throws IOException {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("empty")));

        assertThatNoException().isThrownBy(new Home(directory.resolve("absent"))::requireDemo);
        assertThatNoException().isThrownBy(new Home(link)::requireDemo);
        assertThat(directory).isDirectoryContaining(file -> file.equals(link));
    }

    @Test
    void shouldRefuseToEmptyWhatNoDemoMade() throws IOException {
        // Given
        Home thesis = new Home(directory.resolve("thesis"));
        Files.createDirectories(thesis.directory());
        Files.writeString(thesis.directory().resolve("chapter-1"), "years");
        Path link = Files.createSymbolicLink(directory.resolve("link"), thesis.directory());
        Path file = Files.writeString(directory.resolve("file"), "");

        // Then
        assertRefused(thesis::requireDemo, "was not made by a demo");
        assertRefused(() -> thesis.clear(thesis.scratch()), "was not made by a demo");
        assertRefused(new Home(link)::requireDemo, "was not made by a demo");
        assertRefused(new Home(file)::requireDemo, "is no directory");
        assertRefused(
                new Home(Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("gone")))
                        ::requireDemo,
                "is no directory");
        assertThat(thesis.directory().resolve("chapter-1")).exists();
    }

    @Test
    void shouldRefuseTheRootAndTheUsersOwnDirectoryEvenWithAMark() throws IOException {
        // Given
        String before = System.getProperty("user.home");
        Home own = demo(directory.resolve("ann"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), own.directory());
        try {
            System.setProperty("user.home", link.toString());

            // Then
            for (Home home : new Home[] {own, new Home(link), new Home(Path.of("/"))}) {
                assertRefused(home::requireDemo, "everything that you have");
                assertRefused(home::requirePipeline, "everything that you have");
            }
        } finally {
            System.setProperty("user.home", before);
        }
    }

    @Test
    void shouldRefuseToEmptyAMarkedDirectoryWithAForeignFile() throws IOException {
        // Given
        Home home = demo(directory);
        Path notes = Files.writeString(directory.resolve("notes.txt"), "mine");

        // Then
        assertRefused(home::requireDemo, "notes.txt");
        assertRefused(() -> home.clear(home.scratch()), "notes.txt");
        assertThat(home.log("registry")).exists();
        assertThat(notes).exists();
    }

    @Test
    void shouldNotEmptyWhatIsAPipelineByNow() throws IOException {
        // Given
        Home home = demo(directory);

        // When
        home.requirePipeline();
        HomeMark.PIPELINE.put(home);

        // Then
        assertRefused(home::requireDemo, "was started with up");
        assertThatNoException().isThrownBy(home::requirePipeline);
    }

    @Test
    void shouldStartAPipelineInAHomeOfEarlierTimesButNotAmongForeignFiles() throws IOException {
        // Given
        Home home = new Home(directory);
        home.create();
        Files.writeString(home.pipelineFile(), "pipeline:");

        // Then
        assertThatNoException().isThrownBy(home::requirePipeline);
        Files.writeString(directory.resolve("thesis.tex"), "years");
        assertRefused(home::requirePipeline, "thesis.tex");
    }

    @Test
    void shouldKnowTheFileOfProcessesThatWasNotWrittenToItsEnd() throws IOException {
        // Given
        Home home = demo(directory);
        Files.writeString(home.directory().resolve("processes.json.new"), "[");

        // Then
        assertThatNoException().isThrownBy(home::requireDemo);
        assertThatNoException().isThrownBy(home::requirePipeline);
    }

    @Test
    void shouldRefuseAPathThatTheBrokerCannotRead() throws IOException {
        // Given
        Home home = new Home(Files.createDirectory(directory.resolve("a,b")));

        // Then
        assertRefused(home::requirePipeline, "has a comma in its path");
        assertRefused(home::requireDemo, "has a comma in its path");
    }

    @Test
    void shouldKeepThePipelineFileThatAnotherReplaces() throws IOException {
        // Given
        Home home = new Home(directory);
        String text = PipelineFile.builtIn("digits");
        PipelineFile.install(text, home);

        // When
        PipelineFile.install(text, home);
        assertThat(home.earlierPipelineFile()).doesNotExist();
        PipelineFile.install(text + "# other\n", home);

        // Then
        assertThat(home.earlierPipelineFile()).hasContent(text);
        assertThat(home.pipelineFile()).content().endsWith("# other\n");
    }

    private static Home demo(Path directory) throws IOException {
        Home home = new Home(directory);
        home.create();
        HomeMark.DEMO.put(home);
        Files.writeString(home.log("registry"), "old");
        Files.createDirectories(home.cache("labeler").resolve("models"));
        return home;
    }

    private static void assertRefused(ThrowingCallable call, String why) {
        assertThatThrownBy(call)
                .isInstanceOf(NoisyStudentException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.HOME_REFUSED)
                .hasMessageContaining(why)
                .hasMessageContaining("--home");
    }
}
