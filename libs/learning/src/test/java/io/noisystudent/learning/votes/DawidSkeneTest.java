package io.noisystudent.learning.votes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.training.SoftLabels;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Beside crowd-kit and NumPy ({@code vectors.py}), and with annotators who are known to be bad. */
class DawidSkeneTest {
    private static final int CLASSES = 4;
    private static final int IMAGES = 300;

    private static JsonNode vectors;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream file = DawidSkeneTest.class.getResourceAsStream("/votes/vectors.json")) {
            vectors = new ObjectMapper().readTree(file);
        }
    }

    @Test
    void shouldGiveTheDistributionsOfCrowdKit() {
        assertEqual(new DawidSkene(0, 0, 0, 3, 0), vectors.get("crowdKit"));
    }

    @Test
    void shouldBeginWithVotesAndImagesBeforeTheFirst() {
        assertEqual(new DawidSkene(3, 0.7, 1, 2000, 0), vectors.get("prior"));
    }

    private static void assertEqual(DawidSkene rule, JsonNode expected) {
        Ballots.Builder ballots = new Ballots.Builder();
        for (JsonNode image : vectors.get("images")) {
            SortedMap<String, Integer> votes = new TreeMap<>();
            image.properties()
                    .forEach(vote -> votes.put(vote.getKey(), vote.getValue().intValue()));
            ballots.add(votes);
        }

        SoftLabels targets = rule.targets(ballots.build(3));

        float[] row = new float[3];
        for (int image = 0; image < expected.size(); image++) {
            targets.read(image, row);
            for (int k = 0; k < 3; k++) {
                assertThat((double) row[k])
                        .as("image %d class %d", image, k)
                        .isCloseTo(expected.get(image).get(k).doubleValue(), within(1e-5));
            }
        }
    }

    @Test
    void shouldFindMoreClassesThanTheMajorityBesideBadAnnotators() {
        // Given two who are right, one who says the next class, one who guesses and one who always says the same
        int[] truth = new Random(7).ints(IMAGES, 0, CLASSES).toArray();
        Ballots ballots = ballots(truth);

        // When
        double weighed = accuracy(DawidSkene.DEFAULT.targets(ballots), truth);
        double majority = accuracy(new MajorityVote().targets(ballots), truth);

        // Then
        assertThat(majority).isLessThan(0.8);
        assertThat(weighed).isGreaterThan(majority + 0.1).isGreaterThan(0.9);
        AnnotatorAgreement found = AnnotatorAgreement.of(ballots, DawidSkene.DEFAULT.targets(ballots));
        assertThat(ballots.annotators()).containsExactly("careful", "guessing", "lazy", "next", "quick");
        assertThat(found.votes()).containsOnly(IMAGES);
        assertThat(found.accuracy()[0]).isCloseTo(0.95, within(0.05));
        assertThat(found.accuracy()[1]).isCloseTo(0.25, within(0.1));
        assertThat(found.accuracy()[3]).isLessThan(0.1);
    }

    @Test
    void shouldGiveTheSameBitsAgain() {
        int[] truth = new Random(8).ints(IMAGES, 0, CLASSES).toArray();

        assertThat(all(DawidSkene.DEFAULT.targets(ballots(truth)), IMAGES, CLASSES))
                .isEqualTo(all(DawidSkene.DEFAULT.targets(ballots(truth)), IMAGES, CLASSES));
    }

    @Test
    void shouldBelieveASingleVoteOnlyInPart() {
        Ballots.Builder ballots = new Ballots.Builder();
        ballots.add(new TreeMap<>(Map.of("ann", 1)));

        float[] row = new float[2];
        DawidSkene.DEFAULT.targets(ballots.build(2)).read(0, row);

        assertThat(row[1]).isBetween(0.6f, 0.95f);
    }

    @Test
    void shouldRefuseMatricesThatMemoryDoesNotHold() {
        Ballots.Builder ballots = new Ballots.Builder();
        for (int i = 0; i < 70; i++) {
            ballots.add(new TreeMap<>(Map.of("ann-" + i, 0)));
        }
        Ballots cast = ballots.build(1000);

        assertThatThrownBy(() -> DawidSkene.DEFAULT.targets(cast))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE);
                    assertThat(e.getMessage()).contains("70 annotators", "selection.votes: mean");
                });
    }

    @Test
    void shouldShareOutAMajorityAndAMean() {
        Ballots.Builder votes = new Ballots.Builder();
        votes.add(new TreeMap<>(Map.of("a", 0, "b", 0, "c", 2, "d", 1)));
        votes.add(new TreeMap<>(Map.of("a", 2, "b", 0)));
        Ballots ballots = votes.build(3);

        assertThat(all(new MeanVote().targets(ballots), 2, 3)).containsExactly(.5f, .25f, .25f, .5f, 0, .5f);
        assertThat(all(new MajorityVote().targets(ballots), 2, 3)).containsExactly(1, 0, 0, .5f, 0, .5f);
    }

    private static float[] all(SoftLabels targets, int images, int classes) {
        float[] all = new float[images * classes];
        float[] row = new float[classes];
        for (int image = 0; image < images; image++) {
            targets.read(image, row);
            System.arraycopy(row, 0, all, image * classes, classes);
        }
        return all;
    }

    private static double accuracy(SoftLabels targets, int[] truth) {
        float[] row = new float[CLASSES];
        int right = 0;
        for (int image = 0; image < truth.length; image++) {
            targets.read(image, row);
            right += Targets.argmax(row) == truth[image] ? 1 : 0;
        }
        return (double) right / truth.length;
    }

    private static Ballots ballots(int[] truth) {
        Random random = new Random(1);
        Ballots.Builder ballots = new Ballots.Builder();
        for (int right : truth) {
            SortedMap<String, Integer> votes = new TreeMap<>();
            votes.put("careful", random.nextDouble() < 0.95 ? right : random.nextInt(CLASSES));
            votes.put("quick", random.nextDouble() < 0.85 ? right : random.nextInt(CLASSES));
            votes.put("next", (right + 1) % CLASSES);
            votes.put("guessing", random.nextInt(CLASSES));
            votes.put("lazy", 1);
            ballots.add(votes);
        }
        return ballots.build(CLASSES);
    }
}
