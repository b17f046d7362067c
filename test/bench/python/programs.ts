/** Programs that tests of compared Python fixes run: each has one finding, and computes in earnest. */

export interface PythonProgram {
  readonly rule: string;
  /** Of the function that shows it. */
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

const file = "program.py";

export const evaluation: PythonProgram = {
  rule: "inference-without-no-grad",
  name: "score",
  files: {
    [file]: `import torch


def score(model, inputs):
    model.eval()
    return model(inputs).sum(-1)


def main(path, inputs):
    print(score(torch.load(path), inputs))
`,
    "program_inferlens.py": `import torch
from torch import nn

layers = [layer for _ in range(12) for layer in (nn.Linear(256, 256), nn.ReLU())]
score = {"args": [nn.Sequential(*layers), torch.randn(400, 256)]}
`,
  },
};

/** The library's interface over a small encoder: its own needs weights that are downloaded. */
const encoder = `import torch
from torch import nn


class SentenceTransformer(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.words = nn.EmbeddingBag(5000, 128)
        self.head = nn.Sequential(nn.Linear(128, 128), nn.Tanh(), nn.Linear(128, 64))

    @torch.no_grad()
    def encode(self, sentences):
        texts = [sentences] if isinstance(sentences, str) else sentences
        words = [[sum(map(ord, word)) % 5000 for word in text.split()] for text in texts]
        offsets = [0]
        for one in words[:-1]:
            offsets.append(offsets[-1] + len(one))
        found = self.head(self.words(torch.tensor(sum(words, [])), torch.tensor(offsets))).numpy()
        return found[0] if isinstance(sentences, str) else found
`;

export const oneByOne: PythonProgram = {
  rule: "sequential-embedding-in-loop",
  name: "embed_all",
  files: {
    [file]: `from sentence_transformers import SentenceTransformer

model = SentenceTransformer("all-MiniLM-L6-v2")


def embed_all(texts):
    return [model.encode(text) for text in texts]
`,
    "sentence_transformers.py": encoder,
    "program_inferlens.py": 'embed_all = {"args": [["text number %d of many" % one for one in range(64)]]}\n',
  },
};

interface Training {
  readonly rule: string;
  readonly zero?: string;
  readonly sum?: string;
  readonly layers?: number;
}

const training = ({ rule, zero = "", sum = "", layers = 2 }: Training): PythonProgram => ({
  rule,
  name: "train",
  files: {
    [file]: `import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def batches():
    data = [(torch.randn(32, 32), torch.randint(10, (32,))) for _ in range(64)]
    return [batch for _ in range(4) for batch in data]


def train(epochs: int = 3):
    layers = [layer for _ in range(${layers}) for layer in (nn.Linear(32, 32), nn.ReLU())]
    model = nn.Sequential(*layers, nn.Linear(32, 10)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        running = 0.0
        for x, y in batches():
            optimizer.zero_grad(${zero})
            loss = criterion(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
${sum}`,
  },
});

export const readEachStep = training({
  rule: "gpu-sync-in-loop",
  sum: "            running += loss.item()\n        print(running)\n",
});

export const zeroed = training({ rule: "zero-grad-keep-tensors", zero: "set_to_none=False" });

export const graphKept = training({
  rule: "loss-accumulates-graph",
  sum: "            running += loss\n        print(running)\n",
  layers: 40,
});
