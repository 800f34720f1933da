"""Dawid-Skene by crowd-kit, and with a prior by NumPy, for DawidSkeneTest.

python3 -m venv v && v/bin/pip install crowd-kit==1.4.2 numpy && v/bin/python vectors.py > vectors.json

Three classes, 24 images, five annotators of whom ann-4 guesses and ann-5 says the next class. `crowdKit` is the
distribution of each image after three iterations without a prior; `prior` is what converges with three votes per row of a
matrix, 70 % of them on its diagonal, and one image of each class.
"""

import json

import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene

IMAGES, CLASSES, ANNOTATORS = 24, 3, 5
rng = np.random.default_rng(15)
truth = rng.integers(0, CLASSES, IMAGES)
rows = []
for image in range(IMAGES):
    for annotator in sorted(rng.choice(ANNOTATORS, size=rng.integers(2, 6), replace=False)):
        if annotator == 3:
            vote = rng.integers(0, CLASSES)
        elif annotator == 4:
            vote = (truth[image] + 1) % CLASSES
        else:
            vote = truth[image] if rng.random() < 0.8 else rng.integers(0, CLASSES)
        rows.append((image, f"ann-{annotator + 1}", int(vote)))
data = pd.DataFrame(rows, columns=["task", "worker", "label"])

crowd_kit = DawidSkene(n_iter=3, tol=-np.inf).fit_predict_proba(data).reindex(columns=range(CLASSES), fill_value=0.0)


def with_prior(votes, accuracy):
    votes_on = np.zeros((IMAGES, ANNOTATORS, CLASSES))
    for image, worker, label in rows:
        votes_on[image, int(worker[4:]) - 1, label] = 1
    q = votes_on.sum(1) / votes_on.sum((1, 2))[:, None]
    prior = np.full((CLASSES, CLASSES), votes * (1 - accuracy) / (CLASSES - 1))
    np.fill_diagonal(prior, votes * accuracy)
    for _ in range(2000):
        pi = np.einsum("il,ijm->jlm", q, votes_on) + prior
        pi /= pi.sum(2, keepdims=True)
        shares = (q.sum(0) + 1) / (IMAGES + CLASSES)
        likelihood = np.prod(np.prod(pi[None] ** votes_on[:, :, None, :], axis=3), axis=1)
        q = likelihood * shares
        q /= q.sum(1, keepdims=True)
    return q


print(
    json.dumps(
        {
            "images": [{w: l for i, w, l in rows if i == image} for image in range(IMAGES)],
            "crowdKit": crowd_kit.sort_index().to_numpy().tolist(),
            "prior": with_prior(3, 0.7).tolist(),
        },
        indent=1,
    )
)
